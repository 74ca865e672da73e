-- Counts a run's delivered rows, and those that are rejected. A row that a newer delivery replaced is not counted as
-- rejected.
-- Grain: one row. Parameters: run_id.
select
  coalesce(sum(rows_delivered), 0) as delivered,
  (
    select count(distinct (table_name, file, line))
    from staging.rejected_rows
    where run_id = :run_id and reason <> 'newer_delivery'
  ) as rejected
from staging.loads
where run_id = :run_id
