-- Lists the published runs with the rows of each table and a summary of the quality checks.
-- Grain: one row per run, the oldest as-of date first.
with rejected as (
  select run_id, table_name, count(distinct (file, line)) as rows
  from staging.rejected_rows group by run_id, table_name
), by_table as (
  select l.run_id, l.table_name, sum(l.rows_delivered) as delivered, coalesce(max(r.rows), 0) as rejected
  from staging.loads l left join rejected r using (run_id, table_name)
  group by l.run_id, l.table_name
), tables as (
  select run_id, jsonb_object_agg(table_name, jsonb_build_object(
    'delivered', delivered, 'accepted', delivered - rejected, 'rejected', rejected)) as rows
  from by_table group by run_id
), quality as (
  select run_id, jsonb_build_object(
    'checks', count(*),
    'failed', coalesce(jsonb_agg(check_name) filter (where not pass and severity = 'stop'), '[]'),
    'warnings', coalesce(jsonb_agg(check_name) filter (where not pass and severity = 'warn'), '[]'),
    'pass_rate', round(avg(pass::int), 4)) as quality
  from analytics.quality_results group by run_id
)
select r.run_id, to_char(r.as_of, 'YYYY-MM-DD') as as_of, r.state, t.rows, q.quality
from analytics.runs r join tables t using (run_id) left join quality q using (run_id)
where r.state = 'published' order by r.as_of, r.opened_at
