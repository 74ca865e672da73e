-- Finds what a notice about a prediction states: the decision that holds, its reasons, the score with the model's scale.
-- Grain: at most one row; none when the caller may not read it.
-- Parameters: prediction_id, reader_client_id, reader, reader_is_person.
select s.prediction_id, s.application_id, s.customer_id, s.decision as policy_decision,
  s.decided_by as policy_decided_by, s.policy_version, s.reasons, s.explanation is not null as is_explained, s.score,
  s.scored_at, m.manifest -> 'score_scale' as scale, held.override_id, held.decision as override_decision,
  held.decided_at as overridden_at, o.reason as override_reason, (
    select newest.prediction_id
    from predictions.risk_scores newest
    where newest.application_id = s.application_id and newest.customer_id is not distinct from s.customer_id
    order by newest.scored_at desc, newest.prediction_id desc
    limit 1
  ) as newest_id
from predictions.risk_scores s
join predictions.model_metadata m on m.version = s.model_version
left join predictions.held_overrides held on held.application = s.application_id
  and held.customer_id is not distinct from s.customer_id
left join predictions.overrides o on o.override_id = held.override_id
where s.prediction_id = :prediction_id
  and predictions.is_visible(
    s.source, s.application_id, s.client_id, s.requested_by, :reader_client_id, :reader, :reader_is_person
  )
