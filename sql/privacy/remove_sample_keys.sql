-- Removes the ids of a customer, its applications and transactions from the samples of quality results. Run it before
-- the rows are deleted, which say which ids are the customer's.
-- Grain: one row per changed result. Parameters: customer_id.
with ids as (
  select cast(:customer_id as text) as id
  union select application_id from staging.loan_applications where customer_id = :customer_id
  union select application_id from analytics.risk_features where customer_id = :customer_id
  union select transaction_id from staging.transactions where customer_id = :customer_id
)
update analytics.quality_results set sample_keys = (
  select coalesce(jsonb_agg(key), '[]')
  from jsonb_array_elements_text(sample_keys) key
  where not exists (select from ids where id in (key, split_part(key, ':', 2)))
)
where exists (
  select from jsonb_array_elements_text(sample_keys) key join ids on id in (key, split_part(key, ':', 2))
)
