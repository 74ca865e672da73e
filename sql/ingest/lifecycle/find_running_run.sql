-- Finds the running run. A unique index allows only one.
-- Grain: at most one row.
select run_id, to_char(as_of, 'YYYY-MM-DD') as as_of, fencing_token, execution_id
from analytics.runs
where state = 'running'
