-- Input of the Spark job: keys of published features, which are not built again.
-- Grain: one exported line per published row of a partition.
select application_id, as_of, run_id
from analytics.risk_features
where partition = {{partition}} and run_id in (select run_id from analytics.publications)
