-- Reads why runs of the last days rejected rows: the twelve most frequent reasons.
-- Grain: one row per table and reason. Parameters: days.
select x.table_name as table, x.reason, sum(x.rows) as rows
from reporting.rejections x
join reporting.runs r using (run_id)
where r.opened_at >= now() - make_interval(days => cast(:days as integer))
group by x.table_name, x.reason
order by rows desc, x.table_name, x.reason
limit 12
