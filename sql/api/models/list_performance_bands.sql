-- Lists expected PD and observed bad rate of a model by band, on its newest measured day, the best band first.
-- Grain: one row per band. Parameters: version.
select band, applications, expected_pd, realised_rate, level
from reporting.band_performance
where model_version = :version and as_of = (
  select max(as_of) from reporting.band_performance where model_version = :version
)
order by band
