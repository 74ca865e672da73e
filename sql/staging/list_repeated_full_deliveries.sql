-- Lists the tables that a run delivers in full and that were delivered before: the first delivery of a table
-- soft-deletes nothing.
-- Grain: one row per table. Parameters: run_id.
select table_name
from staging.full_deliveries
where run_id = :run_id
  and exists (
    select from staging.loads earlier
    where earlier.table_name = full_deliveries.table_name and earlier.run_id <> :run_id
  )
