-- Finds what could write rows or scores of an erased person again: a run that is running, scoring or not undone yet, or an
-- uploaded batch that is being scored.
-- Grain: at most one row.
select run_id from analytics.runs where closed_at is null
union all
select batch_id from predictions.batches where state = 'running' and started_at > now() - interval '1 day'
limit 1
