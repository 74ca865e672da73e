-- Records the currency and the target definition of a run's manifest.
-- Grain: one row. Parameters: run_id, currency, target (null where the manifest names none).
update analytics.runs set currency = :currency, target = :target
where run_id = :run_id
