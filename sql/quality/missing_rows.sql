-- Grain: one row per small table with the rows that the run soft-deletes, and those rows with the delivered ones: all
-- that the table had. partition/missing_rows.sql counts the large tables. Parameters: run_id.
-- severity: stop
-- tolerance: missing
-- description: No full delivery ends more rows of a table than its bound, unless a person accepts it.
select 'customers' as key, count(*) filter (where ended_by_run = :run_id) as failed_rows, count(*) as total_rows
from staging.customers
where run_id = :run_id or ended_by_run = :run_id
union all
select 'loan_applications', count(*) filter (where ended_by_run = :run_id), count(*)
from staging.loan_applications
where run_id = :run_id or ended_by_run = :run_id
