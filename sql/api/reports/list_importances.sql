-- Lists the champion's features with their importance, the most important first.
-- Grain: one row per feature. Parameters: none.
select model_version, feature, label, permutation_auc, mean_abs_shap, unit, effects
from reporting.feature_importance
where model_version = (select version from reporting.champion)
order by position
