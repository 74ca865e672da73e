-- Grain: one row per measure of a day: of the model that decides, and of none.
select model_version, kind, subject, metric, value, baseline, bound, rows, level, detail
from analytics.monitoring_results
where as_of = :as_of
order by kind, subject, metric, model_version
