-- Records a model's feature importances.
-- Grain: one row per feature. Parameters: version, features (JSON).
insert into reporting.model_importances (model_version, feature, label, permutation_auc, mean_abs_shap)
select :version, feature, label, permutation_auc, mean_abs_shap
from jsonb_to_recordset(cast(:features as jsonb))
  as measured (feature text, label text, permutation_auc double precision, mean_abs_shap double precision)
on conflict do nothing
