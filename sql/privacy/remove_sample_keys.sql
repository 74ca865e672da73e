-- Removes the ids of a customer, its applications and transactions from the samples of quality results. Run it before
-- the rows are deleted, which say which ids are the customer's. A sample names an id alone, before or after a colon, or
-- between a colon and a slash; an id may contain both, so a sample that could name the customer is removed too.
-- Grain: one row per changed result. Parameters: customer_id.
with ids as (
  select cast(:customer_id as text) as id
  union select application_id from staging.loan_applications where customer_id = :customer_id
  union select application_id from analytics.risk_features where customer_id = :customer_id
  union select transaction_id from staging.transactions where customer_id = :customer_id
),
samples as (
  select run_id, check_name, key, position, exists (
    select from ids
    where key = id or starts_with(key, id || ':') or right(key, length(id) + 1) = ':' || id
      or strpos(key, ':' || id || '/') > 0
  ) as is_named
  from analytics.quality_results
  cross join jsonb_array_elements_text(sample_keys) with ordinality as sample (key, position)
),
named as (
  select run_id, check_name, coalesce(jsonb_agg(key order by position) filter (where not is_named), '[]') as remaining
  from samples
  group by run_id, check_name
  having bool_or(is_named)
)
update analytics.quality_results results set sample_keys = named.remaining
from named
where results.run_id = named.run_id and results.check_name = named.check_name
