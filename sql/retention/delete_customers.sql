-- Deletes the delivered rows and the features of customers. Their keys are gone before.
-- Grain: one row with the number of deleted customers. Parameters: ids (JSON array).
with due as (
  select jsonb_array_elements_text(cast(:ids as jsonb)) as customer_id
),
statements as (
  delete from staging.credit_history using due where credit_history.customer_id = due.customer_id
),
transactions as (
  delete from staging.transactions using due where transactions.customer_id = due.customer_id
),
features as (
  delete from analytics.customer_features using due where customer_features.customer_id = due.customer_id
),
deleted as (
  delete from staging.customers using due where customers.customer_id = due.customer_id
  returning due.customer_id
)
select count(distinct customer_id) as deleted from deleted
