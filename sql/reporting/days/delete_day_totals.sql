-- Deletes a day's totals before they are counted again.
-- Grain: one row per band and decision. Parameters: as_of.
delete from reporting.day_totals where as_of = :as_of
