-- Grain: one row that counts rows rejected because a later row of the delivery has the same key. Parameters: run_id.
-- severity: warn
-- tolerance: none
-- description: No key comes twice in a delivery; where it does, the last row counts.
with duplicate as (
  select distinct table_name, file, line
  from staging.rejected_rows
  where run_id = :run_id and reason = 'duplicate_key'
)
select
  (select count(*) from duplicate) as failed_rows,
  (select coalesce(sum(rows_delivered), 0) from staging.loads where run_id = :run_id) as total_rows,
  coalesce((select jsonb_agg(key) from (
    select table_name || '/' || file || ':' || line as key from duplicate order by table_name, file, line limit 10
  ) sample), '[]') as sample_keys
