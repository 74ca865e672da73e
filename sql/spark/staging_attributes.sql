-- Input of the Spark job: the declared attributes. Partition 0 exports all of them.
-- Grain: one exported line per attribute.
select table_name, name, use
from staging.attributes
where {{partition}} = 0
