-- Grain: one row: how far the reports have counted, what is left to do, and the time now. A score is committed within ten
-- minutes of its time, also as one of a large part, and an override within one: what came late is looked for so far back.
select definition, pending, cast(scores_until - interval '10 minutes' as text) as scores_from,
  cast(coalesce(refreshed_at, '-infinity') - interval '1 minute' as text) as overrides_from,
  cast(clock_timestamp() as text) as now
from reporting.refresh_state
