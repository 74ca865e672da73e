-- Records the importances and effects of a model's features.
-- Grain: one row per feature. Parameters: version, features (JSON).
insert into reporting.model_importances (model_version, feature, label, permutation_auc, mean_abs_shap, unit, effects)
select :version, feature, label, permutation_auc, mean_abs_shap, unit, effects
from jsonb_to_recordset(cast(:features as jsonb))
  as measured (
    feature text, label text, permutation_auc double precision, mean_abs_shap double precision, unit text, effects jsonb
  )
on conflict do nothing
