-- Lists the published as-of dates after a date.
-- Grain: one row per as-of date, the oldest first. Parameters: $1 as-of date.
select distinct to_char(as_of, 'YYYY-MM-DD') as as_of from analytics.publications where as_of > $1 order by 1
