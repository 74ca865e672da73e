-- Adds a batch to the report of a run, in the transaction that deletes it.
-- Grain: one row. Parameters: retention_run_id, place, days, deleted, is_complete.
select cast(privacy.record_retention(
  :retention_run_id, :place, cast(:days as integer), cast(:deleted as bigint), cast(:is_complete as boolean)
) as text) as recorded
