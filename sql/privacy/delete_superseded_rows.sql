-- Deletes the rows of a customer that later deliveries replaced.
-- Grain: one row with the number of deleted rows. Parameters: customer_id.
with deleted as (
  delete from staging.superseded_rows where row ->> 'customer_id' = :customer_id returning 1
)
select count(*) as deleted from deleted
