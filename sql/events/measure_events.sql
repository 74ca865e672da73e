-- Measures what waits: the age of the oldest event that is not on the bus yet, what was given up, and failing webhooks.
-- Grain: one row.
select
  coalesce(extract(epoch from clock_timestamp() - least(
    (select occurred_at from events.outbox where position is null order by sequence limit 1),
    (
      select min(d.queued_at) from events.endpoints e join events.deliveries d using (endpoint_id)
      where e.kind = 'bus' and d.state = 'waiting'
    )
  )), 0)::integer as delay_seconds,
  (select count(*) from events.deliveries where state = 'dead')::integer as dead,
  (
    select count(*) from events.endpoints
    where is_enabled and kind = 'webhook' and failing_since < clock_timestamp() - interval '1 hour'
  )::integer as failing_webhooks
