-- Records the currency of a run's manifest.
-- Grain: one row. Parameters: run_id, currency.
update analytics.runs set currency = :currency
where run_id = :run_id
