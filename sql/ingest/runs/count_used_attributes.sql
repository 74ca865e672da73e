-- Counts the attributes that models or fairness read, of this and all earlier deliveries.
-- Grain: one row per table with such attributes.
select table_name, count(*) as attributes
from staging.attributes
where use <> 'ignore'
group by table_name
order by table_name
