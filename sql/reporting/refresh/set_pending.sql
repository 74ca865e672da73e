-- Records whether the aggregates of applications must be counted again. Grain: the one row.
update reporting.refresh_state set pending = :pending
