-- Deletes the features of a customer and its applications, frozen ones too.
-- Grain: one row with the number of deleted rows. Parameters: customer_id.
with of_applications as (
  delete from analytics.risk_features where customer_id = :customer_id returning 1
), of_customer as (
  delete from analytics.customer_features where customer_id = :customer_id returning 1
)
select (select count(*) from of_applications) + (select count(*) from of_customer) as deleted
