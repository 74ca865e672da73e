-- Grain: one row that counts delivered tables whose row count is far from the median of the last published deliveries.
-- Parameters: run_id, as_of, volume_runs, volume_lowest, volume_highest.
-- severity: warn
-- tolerance: none
-- description: A table is about as large as it usually is, when it is delivered in the same mode.
with delivered as (
  select table_name, mode, sum(rows_delivered) as rows
  from staging.loads
  where run_id = :run_id
  group by table_name, mode
),
published as ( -- the newest publication of each as-of date
  select distinct on (table_name, mode, as_of) table_name, mode, as_of, rows
  from (
    select table_name, mode, publications.as_of, published_at, sum(rows_delivered) as rows
    from staging.loads
    join analytics.publications using (run_id)
    where publications.as_of < cast(:as_of as date)
    group by table_name, mode, run_id, publications.as_of, published_at
  ) loaded
  order by table_name, mode, as_of, published_at desc
),
usual as (
  select table_name, mode, percentile_cont(0.5) within group (order by rows) as median
  from (
    select table_name, mode, rows, row_number() over (partition by table_name, mode order by as_of desc) as nth
    from published
  ) newest_first
  where nth <= :volume_runs
  group by table_name, mode
),
compared as (
  select
    format('%s: %s rows, usually %s', table_name, delivered.rows, round(cast(median as numeric))) as key,
    coalesce(delivered.rows < median * :volume_lowest or delivered.rows > median * :volume_highest, false) as unusual
  from delivered
  left join usual using (table_name, mode)
)
select
  count(*) filter (where unusual) as failed_rows,
  count(*) as total_rows,
  coalesce(jsonb_agg(key order by key) filter (where unusual), '[]') as sample_keys
from compared
