-- Lists those of the twenty riskiest applications of a filter that the caller may read, with the current decision. The
-- sums by score say at which scores they are, so that only the applications of those scores are read.
-- Grain: one row per application. Parameters: dimension_id, segment_no (0, 0: all), from, to (first days of months),
-- model_version, decision, band (each null: all), reader_client_id, reader, reader_is_person.
with changed as materialized (
  select * from analytics.changed_applications
), counted as (
  select score, sum(applications) as applications
  from reporting.portfolio_scores
  where dimension_id = :dimension_id and segment_no = :segment_no
    and month >= coalesce(cast(:from as date), '-infinity') and month <= coalesce(cast(:to as date), 'infinity')
    and (cast(:model_version as text) is null or model_version = :model_version)
    and (cast(:decision as text) is null or decision = :decision) and (cast(:band as text) is null or band = :band)
  group by score
  having sum(applications) > 0
), riskiest_scores as materialized (
  select score
  from (
    select score, sum(applications) over (order by score) - applications as applications_below from counted
  ) cumulated
  where applications_below < 20
), riskiest as (
  select newest.prediction_id, newest.application_id, newest.as_of, newest.model_version, newest.pd, score, newest.band,
    newest.segments, newest.decision, newest.overridden, newest.contradicts_override
  from riskiest_scores
  join analytics.newest_applications newest using (score)
  where not exists (select from changed where changed.application_id = newest.application_id)
  union all
  select prediction_id, application_id, as_of, model_version, pd, score, band, segments, decision, overridden,
    contradicts_override
  from changed
  where score in (select score from riskiest_scores)
), listed as (
  select prediction_id, application_id, pd, score, band, decision, overridden, contradicts_override
  from riskiest
  where (cast(:dimension_id as integer) = 0 or segments[cast(:dimension_id as integer)] = :segment_no)
    and as_of >= coalesce(cast(:from as date), '-infinity')
    and as_of < coalesce(cast(:to as date) + interval '1 month', 'infinity')
    and (cast(:model_version as text) is null or model_version = :model_version)
    and (cast(:decision as text) is null or decision = :decision) and (cast(:band as text) is null or band = :band)
  order by score, pd desc, prediction_id
  limit 20
)
select prediction_id, listed.application_id, listed.pd, listed.score, listed.band, listed.decision, overridden,
  contradicts_override
from listed
join predictions.risk_scores stored using (prediction_id)
where predictions.is_visible(
  stored.source, stored.application_id, stored.client_id, stored.requested_by, :reader_client_id, :reader,
  :reader_is_person
)
order by listed.score, listed.pd desc, prediction_id
