-- Grain: one row, the newest published features of an application with the files behind them; none if it is unknown.
-- An attribute that is declared for another use by now is unknown, though it was a feature when the row was built.
select newest.customer_id, newest.as_of, newest.run_id, newest.features, run_lineage.lineage
from (
  select f.customer_id, f.as_of, f.run_id, (to_jsonb(f) - array['attributes', 'fairness']) || (f.attributes - array(
      select case table_name when 'customers' then 'customer_' else 'application_' end || name
      from staging.published_attributes
      where use <> 'model'
    )) as features
  from analytics.current_features f
  where f.application_id = :application_id
  order by f.as_of desc
  limit 1
) newest
join analytics.run_lineage using (run_id)
