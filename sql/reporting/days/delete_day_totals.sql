-- Deletes a day's totals before they are counted again. Grain: one row per band and decision.
delete from reporting.day_totals where as_of = :as_of
