-- Lists the newest thirty runs of the retention with what each deleted, newest first.
-- Grain: one row per run.
select retention_run_id, state, started_at, ended_at, coalesce((
    select jsonb_agg(
      jsonb_build_object('place', place, 'rows', deleted, 'is_complete', is_complete) order by place
    )
    from privacy.retention_results results
    where results.retention_run_id = runs.retention_run_id
  ), '[]') as deleted
from privacy.retention_runs runs
order by started_at desc
limit 30
