-- Applies the overrides and ends since a time to the scores of a day, before the day is counted.
-- Grain: one row per application. Parameters: as_of, from.
update analytics.counted_scores as counted
set day_decision = applies.current_day_decision, day_overridden = applies.currently_day_overridden
from analytics.current_decisions applies
-- An array makes the planner begin with the overrides, also where it knows nothing about the scores yet.
where applies.application_id = any (array(
    select distinct application from predictions.overrides where decided_at > cast(:from as timestamptz)
  ))
  and applies.as_of = :as_of and counted.application_id = applies.application_id and counted.as_of = applies.as_of
  and (counted.day_decision, counted.day_overridden)
    <> (applies.current_day_decision, applies.currently_day_overridden)
