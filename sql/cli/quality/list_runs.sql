-- Lists the newest runs with their rows, checks and failed checks, all of them or those whose id begins with a text.
-- Grain: one row per run, the newest first. Parameters: $1 beginning of the run's id, or null; $2 number of runs.
select run_id, to_char(as_of, 'YYYY-MM-DD') as as_of, state,
  to_char(opened_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as opened_at, outcome,
  (select coalesce(sum(rows_delivered), 0)::int from staging.loads where run_id = runs.run_id) as rows_delivered,
  (select count(distinct (table_name, file, line))::int from staging.rejected_rows where run_id = runs.run_id)
    as rows_rejected,
  (select count(*)::int from analytics.quality_results where run_id = runs.run_id) as checks,
  (select coalesce(jsonb_agg(check_name order by check_name), '[]') from analytics.quality_results
    where run_id = runs.run_id and not pass and severity = 'stop') as failed_stops,
  (select coalesce(jsonb_agg(check_name order by check_name), '[]') from analytics.quality_results
    where run_id = runs.run_id and not pass and severity = 'warn') as warnings
from analytics.runs
where $1::text is null or run_id::text like $1 || '%'
order by opened_at desc, run_id desc limit $2
