-- Deletes the delivered rows of a customer, in every version.
-- Grain: one row with the number of deleted rows. Parameters: customer_id.
with customers as (
  delete from staging.customers where customer_id = :customer_id returning 1
), applications as (
  delete from staging.loan_applications where customer_id = :customer_id returning 1
), statements as (
  delete from staging.credit_history where customer_id = :customer_id returning 1
), transactions as (
  delete from staging.transactions where customer_id = :customer_id returning 1
)
select (select count(*) from customers) + (select count(*) from applications)
  + (select count(*) from statements) + (select count(*) from transactions) as deleted
