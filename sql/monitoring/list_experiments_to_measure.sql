-- Lists experiments that are to be measured: those that run, and once a day those that ended within some days, because
-- outcomes come later.
-- Grain: one row per experiment. Parameters: follow_days.
select experiment_id, state, definition, arms
from policies.experiment_states e
where e.state = 'running'
  or e.state in ('ended', 'stopped')
  and least(e.ends_at, e.stopped_at) > clock_timestamp() - make_interval(days => cast(:follow_days as integer))
  and not exists (
    select from policies.experiment_checks c
    where c.experiment_id = e.experiment_id and c.day = cast(clock_timestamp() at time zone 'utc' as date)
      and c.measured_at > coalesce(e.stopped_at, e.ends_at)
  )
-- The guardrails of the one that runs do not wait for others.
order by e.state <> 'running', e.starts_at
