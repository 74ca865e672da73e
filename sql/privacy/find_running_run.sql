-- Finds a run that could write rows or scores of an erased person again: it is running, scoring or not undone yet.
-- Grain: at most one row.
select run_id from analytics.runs where closed_at is null limit 1
