-- The portfolio report shows the fairness gate of the models in force.

create or replace view reporting.models as
select version, kind, stage, registered_at, stage_changed_at, promoted_at, retired_at, training_run_id, size_bytes,
  (manifest #>> '{training,rows}')::bigint as training_rows,
  (manifest #>> '{metrics,holdout,auc}')::double precision as holdout_auc,
  (manifest #>> '{metrics,holdout,ks}')::double precision as holdout_ks,
  (manifest #>> '{metrics,holdout,brier}')::double precision as holdout_brier,
  (manifest #>> '{metrics,holdout,ece}')::double precision as holdout_ece,
  fairness.gate ->> 'verdict' as fairness_verdict, fairness.gate ->> 'measured' as fairness_measured,
  fairness.gate ->> 'required' as fairness_required
from predictions.model_metadata
left join lateral (
  select gate from jsonb_array_elements(gates) gate where gate ->> 'gate' = 'fairness' limit 1
) fairness on true;
comment on column reporting.models.fairness_verdict is
  'Verdict of the fairness gate when it was registered: passed, beyond_bound (beyond the bound, not significant), failed or not_measured; null before';
comment on column reporting.models.fairness_measured is 'Figures of the fairness gate with their intervals, as text; null before it was judged';
comment on column reporting.models.fairness_required is 'Bounds of the fairness gate, as text; null before it was judged';
