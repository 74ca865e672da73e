-- Grain: one row that counts the optional columns most of whose values are invalid: a broken export, of which nothing
-- else would stop the day. Parameters: run_id, rejected_values_share, rejected_values_minimum_values.
-- severity: stop
-- tolerance: none
-- description: Of no optional column are most values invalid.
with rejected as (
  select table_name, file, value ->> 'column' as name, sum(cast(value ->> 'values' as bigint)) as values,
    max(cast(value ->> 'delivered' as bigint)) as delivered
  from staging.loads
  cross join lateral jsonb_array_elements(rejected_values) as listed (value)
  where run_id = :run_id
  group by table_name, file, name
),
summed as (
  select table_name, name, sum(values) as values, sum(delivered) as delivered
  from rejected
  group by table_name, name
),
broken as (
  select table_name || '.' || name as key, values, delivered
  from summed
  where values >= :rejected_values_minimum_values and values > :rejected_values_share * delivered
)
select
  (select count(*) from broken) as failed_rows,
  (select count(*) from summed) as total_rows,
  coalesce((select jsonb_agg(format('%s: %s of %s values', key, values, delivered) order by key) from broken), '[]')
    as sample_keys
