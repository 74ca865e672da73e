-- Lists the attributes that models or fairness read, of this and all earlier deliveries.
-- Grain: one row per attribute.
select table_name, name
from staging.attributes
where use <> 'ignore'
order by table_name, name
