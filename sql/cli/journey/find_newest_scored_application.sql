-- Finds the application that the daily scoring scored last.
-- Grain: one row at most.
select application_id from predictions.risk_scores where source = 'batch' order by prediction_id desc limit 1
