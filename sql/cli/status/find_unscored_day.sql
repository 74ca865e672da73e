-- Finds the newest published day when its open applications were not scored.
-- Grain: at most one row.
select cast(run_id as text) as run_id, to_char(as_of, 'YYYY-MM-DD') as as_of, applications
from analytics.unscored_day
