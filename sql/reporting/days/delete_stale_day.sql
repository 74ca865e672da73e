-- Removes a day's mark before it is counted, so that a change meanwhile marks it again. Grain: one row.
delete from reporting.stale_days where as_of = :as_of
