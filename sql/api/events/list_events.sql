-- Lists events, newest first, with their sendings.
-- Grain: one row per event. Parameters: before (position), type (the whole, or its area), application, state, endpoint_id,
-- from_day and to_day (included), each null for all; rows.
select o.event_id, o.position, o.type, o.occurred_at, o.application, o.data, (
  select coalesce(jsonb_agg(jsonb_build_object(
    'webhook_id', d.endpoint_id, 'name', e.name, 'state', d.state, 'attempts', d.attempts,
    'next_at', case when d.state = 'waiting' then d.next_at end, 'ended_at', d.ended_at, 'status', d.status,
    'error', d.error
  ) order by e.kind, e.created_at), '[]')
  from events.deliveries d
  join events.endpoints e using (endpoint_id)
  where d.position = o.position
) as sendings
from events.outbox o
where o.position is not null
  and (cast(:before as bigint) is null or o.position < cast(:before as bigint))
  and (cast(:type as text) is null or o.type = cast(:type as text)
    or split_part(o.type, '.', 1) = cast(:type as text))
  and (cast(:application as text) is null or o.application = cast(:application as text))
  and (cast(:from_day as text) is null or o.occurred_at >= cast(:from_day as date))
  and (cast(:to_day as text) is null or o.occurred_at < cast(:to_day as date) + 1)
  and (coalesce(cast(:state as text), cast(:endpoint_id as text)) is null or o.position in (
    select d.position from events.deliveries d
    where (cast(:state as text) is null or d.state = cast(:state as text))
      and (cast(:endpoint_id as text) is null or d.endpoint_id = cast(cast(:endpoint_id as text) as uuid))
      and (cast(:before as bigint) is null or d.position < cast(:before as bigint))
    order by d.position desc
  ))
order by o.position desc
limit cast(:rows as integer)
