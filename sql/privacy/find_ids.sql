-- Lists the ids of a customer's applications, also of rows that were not taken.
-- Grain: one row per id. Parameters: customer_id.
select distinct application_id as id from (
  select application_id from staging.loan_applications where customer_id = :customer_id
  union all select application_id from analytics.risk_features where customer_id = :customer_id
  union all select application_id from predictions.risk_scores where customer_id = :customer_id
  union all select row ->> 'application_id' from staging.superseded_rows where row ->> 'customer_id' = :customer_id
  union all select row ->> 'application_id' from staging.rejected_rows where row ->> 'customer_id' = :customer_id
) as listed
where application_id is not null
order by id
limit 5000
