-- Finds the time of the last refresh of the aggregates, the newest as-of date that has scores, and the currency of all
-- money.
-- Grain: one row. Parameters: none.
select refreshed_at, (select cast(max(as_of) as text) from reporting.decisions_daily) as as_of, currency
from reporting.freshness
