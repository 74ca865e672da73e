-- Records the start of a completed refresh: everything stored until then is in the aggregates.
-- Grain: one row. Parameters: now.
update reporting.refresh_state set refreshed_at = greatest(refreshed_at, cast(:now as timestamptz))
