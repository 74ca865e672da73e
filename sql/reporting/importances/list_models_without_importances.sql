-- Lists those of the newest twenty models, without rejected ones, whose importances are not recorded.
-- Grain: one row per model.
select version
from predictions.model_metadata model
where stage <> 'rejected' and not exists (
  select from reporting.model_importances importance where importance.model_version = model.version
)
order by registered_at desc
limit 20
