-- Deletes the cases of a customer, and their steps with them.
-- Grain: one row with the number of deleted cases. Parameters: customer_id.
with erased as (
  delete from cases.cases where customer_id = :customer_id returning case_id
)
select count(*) as deleted from erased
