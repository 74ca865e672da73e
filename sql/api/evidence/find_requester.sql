-- Finds who requested a prediction.
-- Grain: at most one row. Parameters: prediction_id.
select requested_by from predictions.risk_scores where prediction_id = :prediction_id
