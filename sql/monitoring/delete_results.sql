-- Deletes a day's results of some kinds before they are measured again.
-- Grain: one row per result. Parameters: as_of, kinds (JSON).
delete from analytics.monitoring_results
where as_of = :as_of and kind in (select jsonb_array_elements_text(cast(:kinds as jsonb)))
