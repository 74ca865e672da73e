-- Finds the newest features of delivered applications. Grain: one row per item whose application a published run has.
-- A restriction of the processing of its customer is null where none holds. An attribute that is now declared for another use is left out: it was a feature when the row was built.
select item, jsonb_build_object(
  'application_id', newest.application_id,
  'customer_id', newest.customer_id,
  'features_as_of', newest.as_of,
  'run_id', newest.run_id,
  'restriction', (
    select jsonb_build_object('kind', restricted.kind, 'since', restricted.since)
    from privacy.restricted_customers restricted
    where restricted.customer_id = newest.customer_id
  ),
  'features', (to_jsonb(newest) - array['attributes', 'fairness']) || (newest.attributes - array(
    select case table_name when 'customers' then '{{customer_prefix}}' else '{{application_prefix}}' end || name
    from declared_attributes
    where use <> 'model'
  ))
) as input
from requested_applications
cross join lateral (
  select *
  from analytics.current_features f
  where f.application_id = requested_applications.application_id
  order by f.as_of desc
  limit 1
) newest
