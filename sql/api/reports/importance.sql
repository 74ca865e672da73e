-- Grain: one row per feature of the champion, the most important first.
select model_version, feature, label, permutation_auc, mean_abs_shap
from reporting.feature_importance
where model_version = (select version from reporting.champion)
order by position
