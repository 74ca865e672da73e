-- Grain: one row per feature of the champion, on the newest day measured, the largest shift first; its PSI of the newest
-- :days measured as pairs [day, PSI], for a year of days has to fit into an answer of the Data API.
with measured as (
  select as_of, feature, label, psi, level, rows
  from reporting.drift
  where model_version = (select version from reporting.champion)
), asked as (
  select distinct as_of from measured order by as_of desc limit :days
), history as (
  select feature, jsonb_agg(jsonb_build_array(as_of, round(psi::numeric, 6)) order by as_of) as history
  from measured
  join asked using (as_of)
  group by feature
), shown as (
  select feature, jsonb_agg(
    jsonb_build_object('label', bin, 'baseline', baseline_share, 'current', current_share) order by position
  ) as bins
  from reporting.drift_bins
  where model_version = (select version from reporting.champion) and as_of = (select max(as_of) from asked)
  group by feature
)
select cast(as_of as text) as as_of, (select version from reporting.champion) as model_version, feature, label, psi, level,
  rows, history, coalesce(bins, '[]') as bins
from measured
join history using (feature)
left join shown using (feature)
where as_of = (select max(as_of) from asked)
order by psi desc nulls last, feature
