-- Lists the drift of the champion's features on a measured day, the largest first, with bins and history. The history is
-- pairs [day, PSI], so that a year of days fits into a response of the Data API. A day of too few rows has no PSI.
-- Grain: one row per feature, and one for the score. Parameters: as_of (measured day), days (length of the history, which
-- ends with the newest day).
with measured as (
  select as_of, feature, label, psi, level, rows
  from reporting.drift
  where model_version = (select version from reporting.champion)
), newest_days as (
  select distinct as_of from measured order by as_of desc limit :days
), history as (
  select feature, jsonb_agg(jsonb_build_array(as_of, round(psi::numeric, 6)) order by as_of) as history
  from measured
  join newest_days using (as_of)
  group by feature
), bins as (
  select feature, jsonb_agg(
    jsonb_build_object('label', bin, 'baseline', baseline_share, 'current', current_share) order by position
  ) as bins
  from reporting.drift_bins
  where model_version = (select version from reporting.champion) and as_of = cast(:as_of as date)
  group by feature
)
select cast(as_of as text) as as_of, (select version from reporting.champion) as model_version, feature, label, psi, level,
  rows, coalesce(history, '[]') as history, coalesce(bins, '[]') as bins
from measured
left join history using (feature)
left join bins using (feature)
where as_of = cast(:as_of as date)
order by psi desc nulls last, feature
