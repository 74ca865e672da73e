-- Removes a day's mark before the day is counted, so that a later change marks it again.
-- Grain: one row. Parameters: as_of.
delete from reporting.stale_days where as_of = :as_of
