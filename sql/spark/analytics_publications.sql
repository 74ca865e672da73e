-- Grain: one exported line per published run; the first partition's export has them for all.
select run_id
from analytics.publications
where {{partition}} = 0
