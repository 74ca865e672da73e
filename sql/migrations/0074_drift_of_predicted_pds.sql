-- The drift of the champion's answers is measured on predicted PDs, so its label says so: bins called Score with values
-- between 0 and 1 contradict the scores of 300 to 850.

create or replace view reporting.drift as
select result.model_version, result.as_of::date as as_of, result.subject as feature,
  coalesce(named.label, case result.kind when 'score_drift' then 'Predicted PD' else result.subject end) as label,
  case when result.level <> 'insufficient' then result.value end as psi,
  case when result.level <> 'insufficient' then result.bound end as bound, result.rows, result.level,
  result.measured_at
from analytics.monitoring_results result
left join reporting.model_importances named
  on named.model_version = result.model_version and named.feature = result.subject
where result.kind in ('feature_drift', 'score_drift') and result.metric = 'psi';
