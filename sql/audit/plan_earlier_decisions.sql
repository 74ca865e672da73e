-- Finds the next decisions from before transactions were stored with them.
-- Grain: one row; no rows to record where rows is 0. Parameters: from_time, max_rows.
select rows, to_time from audit.plan_earlier_decisions(cast(:from_time as timestamptz), :max_rows)
