-- Lists the days whose newest run was not published, other than held days. A later day that was published since shows
-- that the delivery was taken away.
-- Grain: one row per day, the oldest first.
select cast(newest.run_id as text) as run_id, to_char(newest.as_of, 'YYYY-MM-DD') as as_of, newest.state, runs.reason
from (
  select distinct on (as_of) run_id, as_of, state, opened_at
  from analytics.runs
  order by as_of, opened_at desc, run_id desc
) newest
join reporting.runs using (run_id)
where newest.state not in ('published', 'running')
  and not exists (
    select from analytics.quality_results result
    where result.run_id = newest.run_id and newest.state = 'gate_failed'
      and result.check_name = 'missing_rows' and not result.pass
  )
  and not exists (
    select from analytics.publications later
    where later.as_of > newest.as_of and later.published_at > newest.opened_at
  )
order by newest.as_of
