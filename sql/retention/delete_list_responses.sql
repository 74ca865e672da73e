-- Deletes the stored answers of prediction lists that are older than the schedule keeps them.
-- Grain: one row with the number of deleted answers. Parameters: days, most.
with deleted as (
  delete from predictions.batch_requests
  where (client_id, requested_by, idempotency_key) in (
    select client_id, requested_by, idempotency_key
    from predictions.batch_requests
    where asked_at < clock_timestamp() - make_interval(days => cast(:days as integer))
    limit cast(:most as integer)
  )
  returning 1
)
select count(*) as deleted from deleted
