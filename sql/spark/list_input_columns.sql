-- Lists the columns of the temporary table `input`, in order.
-- Grain: one row per column.
select attname as name, format_type(atttypid, atttypmod) as type
from pg_attribute
where attrelid = 'pg_temp.input'::regclass and attnum > 0
order by attnum
