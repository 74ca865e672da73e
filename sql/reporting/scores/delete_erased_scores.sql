-- Deletes applications whose score was erased on behalf of a person.
-- Grain: one row per application.
delete from analytics.scored_applications counted
where not exists (select from predictions.risk_scores score where score.prediction_id = counted.prediction_id)
