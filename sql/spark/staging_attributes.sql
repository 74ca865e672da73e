-- Grain: one exported line per declared attribute; the first partition's export has them for all.
select table_name, name, use
from staging.attributes
where {{partition}} = 0
