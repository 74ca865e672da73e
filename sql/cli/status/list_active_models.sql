-- Lists champion and challenger with their holdout AUC, their newest realised figures, and why they have their stage.
-- Grain: one row per model, the champion first.
select m.version, m.kind, m.stage,
  to_char(m.stage_changed_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as since, m.holdout_auc,
  to_char(p.as_of, 'YYYY-MM-DD') as measured_on, p.auc as realised_auc, p.level,
  registered.stage_reasons
from reporting.models m
join predictions.model_metadata registered on registered.version = m.version
left join lateral (
  select as_of, auc, level from reporting.model_performance
  where model_version = m.version order by kind desc, as_of desc limit 1
) p on true
where m.stage in ('champion', 'challenger') order by m.stage
