-- Grain: one row per feature of the champion and day of the newest :days measured, the newest first; bins of the newest.
select cast(drift.as_of as text) as as_of, drift.model_version, feature, label, psi, level, rows,
  case when drift.as_of = max(drift.as_of) over () then (
    select jsonb_agg(jsonb_build_object('label', bin, 'baseline', baseline_share, 'current', current_share) order by position)
    from reporting.drift_bins bins
    where bins.model_version = drift.model_version and bins.as_of = drift.as_of and bins.feature = drift.feature
  ) end as bins
from reporting.drift
where model_version = (select version from reporting.champion) and drift.as_of in (
  select distinct as_of from reporting.drift
  where model_version = (select version from reporting.champion)
  order by as_of desc
  limit :days
)
order by drift.as_of desc, psi desc nulls last, feature
