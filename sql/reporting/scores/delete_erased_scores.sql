-- Grain: one row per counted application whose score was erased on behalf of a person.
delete from analytics.scored_applications counted
where not exists (select from predictions.risk_scores kept where kept.prediction_id = counted.prediction_id)
