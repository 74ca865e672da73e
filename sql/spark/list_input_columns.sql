-- Grain: one row per column of the temporary table `input`, in order: its name and PostgreSQL type.
select attname as name, format_type(atttypid, atttypmod) as type
from pg_attribute
where attrelid = 'pg_temp.input'::regclass and attnum > 0
order by attnum
