-- Lists the days that must be counted again. Grain: one row per day, the oldest first.
select cast(as_of as text) as as_of from reporting.stale_days order by as_of
