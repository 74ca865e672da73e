-- Deletes notices. Their files are gone before.
-- Grain: one row with the number of deleted notices. Parameters: ids (JSON array).
with deleted as (
  delete from notices.notices
  where notice_id in (select cast(id as uuid) from jsonb_array_elements_text(cast(:ids as jsonb)) as due (id))
  returning 1
)
select count(*) as deleted from deleted
