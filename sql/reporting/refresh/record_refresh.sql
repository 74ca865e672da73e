-- Records when this refresh began: everything stored until then is in the aggregates. Grain: the one row.
update reporting.refresh_state set refreshed_at = greatest(refreshed_at, cast(:now as timestamptz))
