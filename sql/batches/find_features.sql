-- Creates the temporary table of a part's rows with the newest published features of their applications; null where the
-- application is unknown, and with the overrides that hold for them. The row of a customer whose processing is restricted
-- has that as its error. It holds all columns, so that the export reads no other table.
-- Grain: one row per data row.
create temporary table batch_features on commit drop as
select batch_rows.line, batch_rows.application_id as requested_id,
  case when restricted.customer_id is null then batch_rows.error else 'processing_restricted' end as error, newest.*,
  held.override_id, held.decision as override_decision
from batch_rows
left join lateral (
  select f.*
  from analytics.current_features f
  where f.application_id = batch_rows.application_id
  order by f.as_of desc
  limit 1
) newest on true
left join predictions.held_overrides held on held.application = batch_rows.application_id
  and held.customer_id = newest.customer_id
left join privacy.restricted_customers restricted on restricted.customer_id = newest.customer_id
