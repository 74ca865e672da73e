-- Reads how far the aggregates are refreshed. A transaction commits scores at most ten minutes after their time, and
-- overrides at most one minute: the refresh reads again from that much earlier.
-- Grain: one row.
select definition, cast(scores_until - interval '10 minutes' as text) as scores_from,
  cast(coalesce(refreshed_at, '-infinity') - interval '1 minute' as text) as overrides_from,
  cast(clock_timestamp() as text) as now
from reporting.refresh_state
