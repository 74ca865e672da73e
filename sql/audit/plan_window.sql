-- Finds the next transactions to record.
-- Grain: at most one row. Parameters: from_transaction.
select horizon, from_time, to_time from audit.plan_window(:from_transaction)
