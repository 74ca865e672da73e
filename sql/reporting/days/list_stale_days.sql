-- Lists the days that must be counted again, the oldest first.
-- Grain: one row per day.
select cast(as_of as text) as as_of from reporting.stale_days order by as_of
