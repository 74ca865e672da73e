-- Grain: one row per data row of a part, with the newest published features of its application; null if it is unknown.
-- All columns of the features are kept, so that the export, which knows the ones asked for, need not look them up again.
create temporary table found on commit drop as
select batch_rows.line, batch_rows.application_id as asked_for, batch_rows.error, newest.*
from batch_rows
left join lateral (
  select f.*
  from analytics.current_features f
  where f.application_id = batch_rows.application_id
  order by f.as_of desc
  limit 1
) newest on true
