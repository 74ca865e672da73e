-- Finds declared attributes that were declared with another type before.
-- Grain: one row per changed attribute. Parameters: attributes (JSON array of objects).
select table_name, name, known.type as was, declared.type as is
from json_to_recordset(:attributes) as declared (table_name text, name text, type text)
join staging.attributes known using (table_name, name)
where known.type <> declared.type
order by table_name, name
