-- Grain: one row of analytics.monitoring_results of a day and some kinds, to be measured again.
delete from analytics.monitoring_results
where as_of = :as_of and kind in (select jsonb_array_elements_text(cast(:kinds as jsonb)))
