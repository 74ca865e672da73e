-- Applies the overrides and ends since a time to their applications: the decision is the person's where an override
-- holds, else the policy's.
-- Grain: one row per application. Parameters: from.
update analytics.scored_applications as counted
set decision = changed.decision, overridden = changed.overridden, contradicts_override = changed.contradicts_override
from (
  select score.application_id, coalesce(held.decision, score.decision) as decision,
    held.decision is not null as overridden,
    (score.scored_at, score.prediction_id) > (held.overridden_at, held.prediction_id)
      and predictions.contradicts_override(
        score.decision, score.score, held.decision, held.overridden_decision, held.overridden_score
      ) as contradicts_override
  from analytics.scored_applications newest
  join predictions.risk_scores score using (prediction_id)
  left join predictions.held_overrides held on held.application = score.application_id
    and held.customer_id = score.customer_id
  where newest.application in (
    select application from predictions.overrides where decided_at > cast(:from as timestamptz)
  )
) changed
where counted.application = changed.application_id
  and (counted.decision, counted.overridden, counted.contradicts_override)
    is distinct from (changed.decision, changed.overridden, changed.contradicts_override)
