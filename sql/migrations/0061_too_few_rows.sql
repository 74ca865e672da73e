-- Figures from too few rows are no figures: views of monitoring show null where the level is insufficient, also for what
-- was measured before. Counts stay.

create or replace view reporting.model_performance as
select model_version, stage, kind, challenger, as_of, applications, defaults,
  case when level <> 'insufficient' then auc end as auc, case when level <> 'insufficient' then ks end as ks,
  case when level <> 'insufficient' then brier end as brier, case when level <> 'insufficient' then ece end as ece,
  case when level <> 'insufficient' then bad_rate end as bad_rate,
  case when level <> 'insufficient' then mean_pd end as mean_pd, level, measured_at
from (
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
  group by measured.model_version, model.stage, measured.kind, measured.challenger, measured.as_of
) newest;

create or replace view reporting.band_performance as
select model_version, as_of::date as as_of, subject as band, rows as applications,
  (detail ->> 'defaults')::bigint as defaults, baseline as expected_pd,
  case when level <> 'insufficient' then value end as realised_rate, level, measured_at
from analytics.monitoring_results
where kind = 'band_performance' and metric = 'bad_rate';

create or replace view reporting.drift as
select result.model_version, result.as_of::date as as_of, result.subject as feature,
  coalesce(named.label, case result.kind when 'score_drift' then 'Score' else result.subject end) as label,
  case when result.level <> 'insufficient' then result.value end as psi,
  case when result.level <> 'insufficient' then result.bound end as bound, result.rows, result.level,
  result.measured_at
from analytics.monitoring_results result
left join reporting.model_importances named
  on named.model_version = result.model_version and named.feature = result.subject
where result.kind in ('feature_drift', 'score_drift') and result.metric = 'psi';

create or replace view reporting.drift_bins as
select result.model_version, result.as_of::date as as_of, result.subject as feature, shown.position::integer as position,
  shown.bin ->> 'label' as bin, (shown.bin ->> 'baseline')::double precision as baseline_share,
  (shown.bin ->> 'current')::double precision as current_share
from analytics.monitoring_results result
cross join jsonb_array_elements(coalesce(result.detail -> 'bins', '[]')) with ordinality as shown (bin, position)
where result.kind in ('feature_drift', 'score_drift') and result.metric = 'psi' and result.level <> 'insufficient';

comment on column reporting.model_performance.auc is 'Area under the ROC curve, 0 to 1; null below the minimum of outcomes';
comment on column reporting.band_performance.realised_rate is 'Share that defaulted, 0 to 1; null below the minimum of rows';
comment on column reporting.drift.psi is 'Population stability index against the training data; null below the minimum of rows';
comment on column reporting.drift_bins.bin is 'Bin; a measurement of too few rows has none';
