-- Reads the quality checks that failed in runs of the last days, with their worst share of passed rows.
-- Grain: one row per check. Parameters: days.
select q.check_name as check, q.description, q.severity, count(*) as runs, min(q.pass_share) as worst_pass_share
from reporting.quality q
join reporting.runs r using (run_id)
where not q.pass and r.opened_at >= now() - make_interval(days => cast(:days as integer))
group by q.check_name, q.description, q.severity
order by q.severity, runs desc, q.check_name
