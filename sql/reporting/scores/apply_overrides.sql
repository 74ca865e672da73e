-- Applies the overrides since a time to the applications whose newest score they replace.
-- Grain: one row per application. Parameters: from.
update analytics.scored_applications as counted
set decision = newest.decision, overridden = true
from (
  select distinct on (prediction_id) prediction_id, decision
  from predictions.overrides
  where prediction_id in (
    select prediction_id from predictions.overrides where decided_at > cast(:from as timestamptz)
  )
  order by prediction_id, decided_at desc, override_id desc
) newest
where counted.prediction_id = newest.prediction_id
  and (counted.decision, counted.overridden) is distinct from (newest.decision, true)
