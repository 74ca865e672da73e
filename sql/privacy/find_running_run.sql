-- Finds the run that is running, which could write rows of an erased person again.
-- Grain: at most one row.
select run_id from analytics.runs where state = 'running'
