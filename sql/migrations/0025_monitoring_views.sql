-- What monitoring measured, as dashboards and BI tools read it (docs/reporting.md).

create view reporting.model_performance as
select measured.model_version, model.stage, measured.kind, measured.challenger, measured.as_of::date as as_of,
  max(measured.rows) as applications, max(measured.defaults) as defaults,
  max(value) filter (where metric = 'auc') as auc, max(value) filter (where metric = 'ks') as ks,
  max(value) filter (where metric = 'brier') as brier, max(value) filter (where metric = 'ece') as ece,
  max(measured.defaults)::double precision / nullif(max(measured.rows), 0) as bad_rate,
  max(mean_pd) as mean_pd,
  (array['ok', 'insufficient', 'warn', 'alert'])[
    max(array_position(array['ok', 'insufficient', 'warn', 'alert'], measured.level))] as level,
  max(measured.measured_at) as measured_at
from (
  select model_version, kind, null::text as challenger, as_of, metric, value, rows, level, measured_at,
    (detail ->> 'defaults')::bigint as defaults, case metric when 'bad_rate' then baseline end as mean_pd
  from analytics.monitoring_results
  where kind = 'performance' and subject = 'realised'
  union all
  select side.version, result.kind, result.subject, result.as_of, result.metric, side.value, result.rows, result.level,
    result.measured_at, (result.detail ->> 'defaults')::bigint, case result.metric when 'mean_pd' then side.value end
  from analytics.monitoring_results result
  cross join lateral (
    values (result.subject, result.value), (result.model_version, result.baseline)
  ) as side (version, value)
  where result.kind = 'champion_challenger' and result.metric in ('auc', 'ks', 'brier', 'ece', 'mean_pd')
) measured
left join predictions.model_metadata model on model.version = measured.model_version
group by measured.model_version, model.stage, measured.kind, measured.challenger, measured.as_of;
comment on view reporting.model_performance is
  'One row per model version, day measured, kind and challenger: how its scores did once outcomes had come';
comment on column reporting.model_performance.model_version is 'Model version';
comment on column reporting.model_performance.stage is 'Its stage at present';
comment on column reporting.model_performance.kind is 'performance: on all it scored; champion_challenger: on the applications that both scored';
comment on column reporting.model_performance.challenger is 'Of champion_challenger, the challenger that the applications are shared with; else null';
comment on column reporting.model_performance.as_of is 'Day measured';
comment on column reporting.model_performance.applications is 'Scored applications with an outcome';
comment on column reporting.model_performance.defaults is 'Of them, the ones that defaulted';
comment on column reporting.model_performance.auc is 'Area under the ROC curve, 0 to 1; null while only one kind of outcome has come';
comment on column reporting.model_performance.ks is 'Kolmogorov-Smirnov distance, 0 to 1';
comment on column reporting.model_performance.brier is 'Brier score, 0 (best) to 1';
comment on column reporting.model_performance.ece is 'Expected calibration error, 0 (best) to 1';
comment on column reporting.model_performance.bad_rate is 'defaults / applications, 0 to 1';
comment on column reporting.model_performance.mean_pd is 'Mean probability of default, 0 to 1';
comment on column reporting.model_performance.level is 'The worst of its figures: ok, insufficient (too few outcomes to judge), warn or alert';
comment on column reporting.model_performance.measured_at is 'When it was measured';

create view reporting.band_performance as
select model_version, as_of::date as as_of, subject as band, rows as applications,
  (detail ->> 'defaults')::bigint as defaults, baseline as expected_pd, value as realised_rate, level, measured_at
from analytics.monitoring_results
where kind = 'band_performance' and metric = 'bad_rate';
comment on view reporting.band_performance is 'One row per model version, day measured and band: expected and realised defaults';
comment on column reporting.band_performance.model_version is 'Model version';
comment on column reporting.band_performance.as_of is 'Day measured';
comment on column reporting.band_performance.band is 'Band of the policy, A (best) to E';
comment on column reporting.band_performance.applications is 'Scored applications with an outcome';
comment on column reporting.band_performance.defaults is 'Of them, the ones that defaulted';
comment on column reporting.band_performance.expected_pd is 'Their mean probability of default, 0 to 1';
comment on column reporting.band_performance.realised_rate is 'Share that defaulted, 0 to 1';
comment on column reporting.band_performance.level is 'ok, warn, alert or insufficient (too few outcomes to judge)';
comment on column reporting.band_performance.measured_at is 'When it was measured';

create view reporting.drift as
select result.model_version, result.as_of::date as as_of, result.subject as feature,
  coalesce(named.label, case result.kind when 'score_drift' then 'Score' else result.subject end) as label,
  result.value as psi, result.bound, result.rows, result.level, result.measured_at
from analytics.monitoring_results result
left join reporting.model_importances named
  on named.model_version = result.model_version and named.feature = result.subject
where result.kind in ('feature_drift', 'score_drift') and result.metric = 'psi';
comment on view reporting.drift is 'One row per model version, day measured and feature; the score is the feature score';
comment on column reporting.drift.model_version is 'Model version';
comment on column reporting.drift.as_of is 'Day measured';
comment on column reporting.drift.feature is 'Feature, or score';
comment on column reporting.drift.label is 'Name for people';
comment on column reporting.drift.psi is 'Population stability index against the training data; null where nothing was scored';
comment on column reporting.drift.bound is 'From here its level is alert, chance included';
comment on column reporting.drift.rows is 'Rows that were compared';
comment on column reporting.drift.level is 'ok, warn, alert or insufficient (too few rows to judge)';
comment on column reporting.drift.measured_at is 'When it was measured';

create view reporting.drift_bins as
select result.model_version, result.as_of::date as as_of, result.subject as feature, shown.position::integer as position,
  shown.bin ->> 'label' as bin, (shown.bin ->> 'baseline')::double precision as baseline_share,
  (shown.bin ->> 'current')::double precision as current_share
from analytics.monitoring_results result
cross join jsonb_array_elements(coalesce(result.detail -> 'bins', '[]')) with ordinality as shown (bin, position)
where result.kind in ('feature_drift', 'score_drift') and result.metric = 'psi';
comment on view reporting.drift_bins is 'One row per bin of a row of reporting.drift';
comment on column reporting.drift_bins.model_version is 'Model version';
comment on column reporting.drift_bins.as_of is 'Day measured';
comment on column reporting.drift_bins.feature is 'Feature, or score';
comment on column reporting.drift_bins.position is 'Order of the bins, from 1';
comment on column reporting.drift_bins.bin is 'Bin';
comment on column reporting.drift_bins.baseline_share is 'Share of the training rows in it, 0 to 1';
comment on column reporting.drift_bins.current_share is 'Share of the rows in it now, 0 to 1';

grant select on reporting.model_performance, reporting.band_performance, reporting.drift, reporting.drift_bins
  to risk_reporting, risk_api_read;
