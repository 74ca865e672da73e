-- Grain: one row per band of a model on the newest day measured, the best band first.
select band, applications, expected_pd, realised_rate
from reporting.band_performance
where model_version = :version and as_of = (
  select max(as_of) from reporting.band_performance where model_version = :version
)
order by band
