-- Lists the overrides of a prediction's application with their ends, newest first, at most a hundred.
-- Grain: one row per override; none when the caller may not read the prediction.
-- Parameters: prediction_id, reader_client_id, reader, reader_is_person.
select o.override_id, o.prediction_id, o.decision, o.overruled, o.reason, o.decided_by, o.decided_at,
  ending.reason as end_reason, ending.decided_by as ended_by, ending.decided_at as ended_at
from predictions.risk_scores s
join predictions.overrides o on o.application = coalesce(s.application_id, s.prediction_id::text)
join predictions.risk_scores seen on seen.prediction_id = o.prediction_id
  and seen.customer_id is not distinct from s.customer_id
left join predictions.overrides ending on ending.application = o.application and ending.ends = o.override_id
where s.prediction_id = :prediction_id and o.decision is not null
  and predictions.is_visible(
    s.source, s.application_id, s.client_id, s.requested_by, :reader_client_id, :reader, :reader_is_person
  )
order by o.decided_at desc, o.override_id desc
limit 100
