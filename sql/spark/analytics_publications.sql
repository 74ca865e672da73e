-- Input of the Spark job: the published runs. Partition 0 exports all of them.
-- Grain: one exported line per published run.
select run_id
from analytics.publications
where {{partition}} = 0
