-- Lists the published as-of dates.
-- Grain: one row per as-of date, the oldest first.
select distinct to_char(as_of, 'YYYY-MM-DD') as as_of from analytics.publications order by 1
