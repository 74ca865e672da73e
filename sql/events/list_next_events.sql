-- Lists what an endpoint is sent next, oldest first: of each application the first event that waits, unless it waits for
-- its retry.
-- Grain: one row per event. Parameters: endpoint_id, most.
select o.position, o.event_id, o.type,
  to_char(o.occurred_at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as occurred_at, o.data, d.attempts
from events.deliveries d
join events.outbox o using (position)
where d.endpoint_id = :endpoint_id and d.state = 'waiting' and d.next_at <= clock_timestamp()
  and not exists (
    select from events.deliveries earlier
    where earlier.endpoint_id = d.endpoint_id and earlier.ordering_key = d.ordering_key and earlier.state = 'waiting'
      and earlier.position < d.position
  )
order by d.position
limit :most
