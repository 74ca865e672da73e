-- Grain: one exported line per published row of features of a partition's applications: what is frozen is not built again.
select application_id, as_of, run_id
from analytics.risk_features
where partition = {{partition}} and run_id in (select run_id from analytics.publications)
