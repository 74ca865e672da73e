-- Finds a run of the daily workflow that is running, scoring or not undone yet: its undo could put replaced rows back.
-- Grain: at most one row.
select run_id from analytics.runs where closed_at is null limit 1
