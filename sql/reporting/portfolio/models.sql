-- Reads the champion, and the challenger if there is one.
-- Grain: one row per model.
select version, kind, stage, to_char(stage_changed_at at time zone 'UTC', 'YYYY-MM-DD') as since,
  training_rows, holdout_auc, holdout_ks, holdout_brier, holdout_ece, fairness_verdict, fairness_measured,
  fairness_required
from reporting.models
where stage in ('champion', 'challenger')
order by stage
