-- Divides the rows of ended transactions into entries.
-- Grain: one row per entry. Parameters: kind, from_transaction, horizon, from_time, to_time, max_rows.
select rows, to_transaction, first_time, last_time
from audit.plan_entries(
  :kind, :from_transaction, :horizon, cast(:from_time as timestamptz), cast(:to_time as timestamptz), :max_rows
)
