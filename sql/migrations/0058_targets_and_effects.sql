-- The lender's definition of default, of each run, and the effect of each feature in a model.

alter table analytics.runs add column target text check (length(target) <= 400);
comment on column analytics.runs.target is
  'In words, what defaulted means, as the manifest declares it; null where it names none, and for a run that was refused before or opened by an older release';

alter table reporting.model_importances
  add column unit text,
  add column effects jsonb not null default '[]' check (jsonb_typeof(effects) = 'array');
comment on column reporting.model_importances.unit is
  'Unit of the feature''s values; null for a category, for an attribute of the lender and for a model of an older training';
comment on column reporting.model_importances.effects is
  'Mean share of the margin (log odds) by value on the holdout: [{from, to, category, is_missing, rows, mean_contribution}]; empty for a model of an older training';

create or replace view reporting.feature_importance as
select i.model_version, m.stage, i.feature, i.label,
  row_number() over (
    partition by i.model_version order by i.permutation_auc desc nulls last, i.mean_abs_shap desc nulls last, i.feature
  )::integer as position,
  i.permutation_auc, i.mean_abs_shap, i.unit, i.effects
from reporting.model_importances i
join predictions.model_metadata m on m.version = i.model_version;
comment on column reporting.feature_importance.unit is
  'Unit of the feature''s values; null for a category, for an attribute of the lender and for a model of an older training';
comment on column reporting.feature_importance.effects is
  'Mean share of the margin (log odds) by value on the holdout: [{from, to, category, is_missing, rows, mean_contribution}]; empty for a model of an older training';
