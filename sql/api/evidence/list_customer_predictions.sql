-- Lists the stored scores of a customer's applications that the caller may read, with the override that holds now,
-- newest first, from the newest or after the prediction `before`. What-ifs are left out.
-- Grain: one row per prediction. Parameters: customer_id, before (prediction id or null), rows, reader_client_id, reader,
-- reader_is_person.
with visible as not materialized (
  select *
  from predictions.risk_scores
  where customer_id = :customer_id and application_id is not null and predictions.is_visible(
    source, application_id, client_id, requested_by, :reader_client_id, :reader, :reader_is_person
  )
)
select s.prediction_id, s.application_id, s.customer_id, s.source, s.pd, s.score, s.band, s.decision, s.decided_by,
  s.reasons, s.explanation, s.lgd, s.ead, s.expected_loss, s.rate, s.expected_return, s.model_version,
  s.policy_version, s.features_as_of, s.stale, s.scored_at,
  held.override_id, held.decision as override_decision,
  (s.scored_at, s.prediction_id) > (held.overridden_at, held.prediction_id) and predictions.contradicts_override(
    s.decision, s.score, held.decision, held.overridden_decision, held.overridden_score
  ) as contradicts_override
from (
  select *
  from visible
  where cast(:before as uuid) is null or (scored_at, prediction_id) < (
    select scored_at, prediction_id from visible where prediction_id = cast(:before as uuid)
  )
  order by scored_at desc, prediction_id desc
  limit cast(:rows as integer)
) s
left join predictions.held_overrides held on held.application = s.application_id and held.customer_id = s.customer_id
order by s.scored_at desc, s.prediction_id desc
