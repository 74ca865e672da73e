-- Applies the overrides that exist to the fresh scores.
-- Grain: one row per application and as-of day.
update analytics.counted_scores as counted
set decision = applies.current_decision, overridden = applies.currently_overridden,
  contradicts_override = applies.currently_contradicts, day_decision = applies.current_day_decision,
  day_overridden = applies.currently_day_overridden
from analytics.current_decisions applies
-- An array makes the planner begin with the overrides, also where it knows nothing about the scores yet.
where applies.application_id = any (array(
    select distinct fresh.application_id
    from fresh_scores fresh
    where exists (select from predictions.overrides where overrides.application = fresh.application_id)
  ))
  and counted.application_id = applies.application_id and counted.as_of = applies.as_of
  and counted.prediction_id in (select prediction_id from fresh_scores)
