-- Grain: one row, the run that was opened last; none before the first.
select run_id from analytics.runs order by opened_at desc, run_id desc limit 1
