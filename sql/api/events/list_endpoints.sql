-- Lists the receivers of events, the bus first.
-- Grain: one row per receiver. Parameters: endpoint_id (null for all).
select endpoint_id, kind, name, url, to_jsonb(types) as types, is_enabled, failing_since, resumes_at, sent_at, failed_at,
  error, created_by, created_at, case when former_until > clock_timestamp() then former_until end as former_until,
  (select count(*) from events.deliveries d where d.endpoint_id = e.endpoint_id and d.state = 'waiting')::integer as waiting,
  (select count(*) from events.deliveries d where d.endpoint_id = e.endpoint_id and d.state = 'dead')::integer as dead
from events.endpoints e
where cast(:endpoint_id as uuid) is null or endpoint_id = cast(:endpoint_id as uuid)
order by kind, created_at, endpoint_id
