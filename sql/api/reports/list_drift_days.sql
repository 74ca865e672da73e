-- Lists the days on which the champion's drift was measured, the newest first, and whether they had enough rows.
-- Grain: one row per measured day. Parameters: none; a year of days at most.
select cast(as_of as text) as as_of, rows, level <> 'insufficient' as enough
from reporting.drift
where model_version = (select version from reporting.champion) and feature = 'score'
order by drift.as_of desc
limit 366
