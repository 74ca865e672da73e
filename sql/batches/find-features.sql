-- Grain: one row per data row of a part, with the newest published features of its application; null if it is unknown.
create temporary table found on commit drop as
select batch_rows.line, batch_rows.application_id, batch_rows.error, newest.as_of, newest.run_id
from batch_rows
left join lateral (
  select f.as_of, f.run_id
  from analytics.current_features f
  where f.application_id = batch_rows.application_id
  order by f.as_of desc
  limit 1
) newest on true
