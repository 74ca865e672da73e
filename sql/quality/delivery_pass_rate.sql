-- Grain: one row with the rejected and delivered rows of the table that has the highest share of rejected rows.
-- Parameters: run_id.
-- severity: stop
-- tolerance: gate
-- description: Of every delivered table, the accepted share of the rows is at least the gate.
with delivered as (
  select table_name, sum(rows_delivered) as total
  from staging.loads
  where run_id = :run_id
  group by table_name
),
rejected as (
  select table_name, count(distinct (file, line)) as failed
  from staging.rejected_rows
  where run_id = :run_id and reason <> 'newer_delivery' -- the row is valid, but a newer delivery replaced it
  group by table_name
),
worst as (
  select table_name, coalesce(failed, 0) as failed, total
  from delivered
  left join rejected using (table_name)
  order by coalesce(failed, 0) / nullif(total, 0) desc nulls last, table_name
  limit 1
)
select
  coalesce(max(failed), 0) as failed_rows,
  coalesce(max(total), 0) as total_rows,
  coalesce(jsonb_agg(table_name) filter (where failed > 0), '[]') as sample_keys
from worst
