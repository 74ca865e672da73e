-- Stores what became of sent events, and renews the lease of their endpoint.
-- Grain: one row; is_held is false where the lease was lost, and then nothing was stored.
-- Parameters: endpoint_id, lease, seconds, results (JSON), failures, pause_seconds (or null), retry_hours.
select events.record_results(:endpoint_id, :lease, cast(:seconds as integer), cast(:results as jsonb), cast(:failures as integer), cast(:pause_seconds as numeric),
  cast(:retry_hours as integer)) as is_held
