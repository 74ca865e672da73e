-- Deletes the rejected rows of a customer.
-- Grain: one row with the number of deleted rows. Parameters: customer_id.
with deleted as (
  delete from staging.rejected_rows where row ->> 'customer_id' = :customer_id returning 1
)
select count(*) as deleted from deleted
