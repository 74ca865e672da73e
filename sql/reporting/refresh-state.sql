-- Grain: one row: how far the reports have counted, what is left to do, and the time now. Statements and tasks that store
-- a score are over ten minutes after it at the latest, so what is stored late is found by looking back so far.
select definition, pending, cast(scores_until - interval '10 minutes' as text) as scores_from,
  cast(coalesce(refreshed_at, '-infinity') - interval '10 minutes' as text) as overrides_from,
  cast(clock_timestamp() as text) as now
from reporting.refresh_state
