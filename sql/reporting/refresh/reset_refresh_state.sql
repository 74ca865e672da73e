-- Makes the refresh start again with other dimensions.
-- Grain: one row. Parameters: definition (hash of the dimensions).
update reporting.refresh_state set definition = :definition, scores_until = '-infinity', pending = true
