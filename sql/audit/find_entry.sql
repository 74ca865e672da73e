-- Finds the entry that records a prediction.
-- Grain: one row; null where none does. Parameters: prediction_id.
select audit.find_entry(:prediction_id) as sequence
