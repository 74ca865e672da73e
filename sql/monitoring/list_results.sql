-- Lists the monitoring results of a day.
-- Grain: one row per result. Parameters: as_of.
select model_version, kind, subject, metric, value, baseline, bound, rows, level, detail
from analytics.monitoring_results
where as_of = :as_of
order by kind, subject, metric, model_version
