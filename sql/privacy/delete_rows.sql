-- Deletes a person's rows of a table. The register of places composes the deletion.
-- Grain: one row with the number of deleted rows. Parameters: customer_id, applications (JSON array of ids).
with people as (
  select cast(:customer_id as text) as customer_id, cast(:applications as jsonb) as applications
), deleted as (
  /* deletion */
)
select count(*) as deleted from deleted
