-- Grain: one row per model in force: the champion, then the challenger if there is one.
select version, kind, stage, to_char(stage_changed_at at time zone 'UTC', 'YYYY-MM-DD') as since,
  training_rows, holdout_auc, holdout_ks, holdout_brier, holdout_ece
from reporting.models
where stage in ('champion', 'challenger')
order by stage
