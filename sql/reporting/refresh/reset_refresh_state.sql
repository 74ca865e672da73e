-- Starts counting anew with other dimensions. Grain: the one row. definition: their hash.
update reporting.refresh_state set definition = :definition, scores_until = '-infinity', pending = true
