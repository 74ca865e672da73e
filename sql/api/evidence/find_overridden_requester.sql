-- Finds who requested the prediction of an override, and who overrode it.
-- Grain: at most one row. Parameters: override_id.
select s.requested_by, o.decided_by
from predictions.overrides o
join predictions.risk_scores s using (prediction_id)
where o.override_id = :override_id and o.decision is not null
