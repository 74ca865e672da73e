-- Grain: one row that counts the invalid values of optional columns, which count as unknown. A sample key names a column,
-- the fault, and the first line that has it. Parameters: run_id.
-- severity: warn
-- tolerance: none
-- description: No optional value is invalid; where one is, the value is unknown and its row is accepted.
with rejected as (
  select table_name, file, value ->> 'column' as name, value ->> 'fault' as fault,
    cast(value ->> 'values' as bigint) as values, cast(value -> 'lines' ->> 0 as bigint) as first_line
  from staging.loads
  cross join lateral jsonb_array_elements(rejected_values) as listed (value)
  where run_id = :run_id
),
summed as (
  select table_name, name, fault, sum(values) as values,
    (array_agg(file || ':' || first_line order by file))[1] as first_place
  from rejected
  group by table_name, name, fault
)
select
  (select coalesce(sum(values), 0) from summed) as failed_rows,
  (select coalesce(sum(rows_delivered), 0) from staging.loads where run_id = :run_id) as total_rows,
  coalesce((select jsonb_agg(key) from (
    select format('%s.%s %s: %s, first in %s', table_name, name, fault, values, first_place) as key
    from summed order by values desc, table_name, name, fault limit 10
  ) sample), '[]') as sample_keys
