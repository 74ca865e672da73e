-- Grain: one row per model of the newest twenty that stands or stood in use and whose importances are not noted.
select version, manifest -> 'features' as features
from predictions.model_metadata model
where stage <> 'rejected' and not exists (
  select from reporting.model_importances noted where noted.model_version = model.version
)
order by registered_at desc
limit 20
