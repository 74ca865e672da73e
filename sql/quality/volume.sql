-- Grain: one row: delivered tables with less than half or more than twice the rows of their last published delivery.
-- severity: warn
-- tolerance: none
-- description: A table is about as large as it was last time, when it was delivered in the same mode.
with delivered as (
  select table_name, mode, sum(rows_delivered) as rows
  from staging.loads
  where run_id = :run_id
  group by table_name, mode
),
earlier as (
  select distinct on (table_name, mode) table_name, mode, rows
  from (
    select table_name, mode, run_id, publications.as_of, published_at, sum(rows_delivered) as rows
    from staging.loads
    join analytics.publications using (run_id)
    where run_id <> :run_id and publications.as_of <= cast(:as_of as date)
    group by table_name, mode, run_id, publications.as_of, published_at
  ) published
  order by table_name, mode, as_of desc, published_at desc
),
compared as (
  select table_name, delivered.rows < earlier.rows / 2 or delivered.rows > earlier.rows * 2 as unusual
  from delivered
  left join earlier using (table_name, mode)
)
select
  count(*) filter (where unusual) as failed_rows,
  count(*) as total_rows,
  coalesce(jsonb_agg(table_name order by table_name) filter (where unusual), '[]') as sample_keys
from compared
