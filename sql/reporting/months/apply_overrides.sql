-- Applies the overrides and ends since a time to the newest scores of a month, before the month is counted.
-- Grain: one row per application. Parameters: month, from.
update analytics.counted_scores as counted
set decision = applies.current_decision, overridden = applies.currently_overridden,
  contradicts_override = applies.currently_contradicts
from analytics.current_decisions applies
-- An array makes the planner begin with the overrides, also where it knows nothing about the scores yet.
where applies.application_id = any (array(
    select distinct application from predictions.overrides where decided_at > cast(:from as timestamptz)
  ))
  and applies.is_newest
  and applies.as_of >= cast(:month as date) and applies.as_of < cast(:month as date) + interval '1 month'
  and counted.application_id = applies.application_id and counted.as_of = applies.as_of
  and (counted.decision, counted.overridden, counted.contradicts_override)
    <> (applies.current_decision, applies.currently_overridden, applies.currently_contradicts)
