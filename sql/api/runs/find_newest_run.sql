-- Finds the run that was opened last.
-- Grain: at most one row; none before the first run. Parameters: none.
select run_id from analytics.runs order by opened_at desc, run_id desc limit 1
