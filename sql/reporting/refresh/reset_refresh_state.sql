-- Makes the refresh start again with other dimensions. The release before counts when it finds `pending`.
-- Grain: one row. Parameters: definition (hash of the dimensions).
update reporting.refresh_state set definition = :definition, scores_until = '-infinity', pending = true
