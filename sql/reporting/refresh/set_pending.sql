-- Records whether the aggregates of applications must be counted again.
-- Grain: one row. Parameters: pending.
update reporting.refresh_state set pending = :pending
