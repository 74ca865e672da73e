-- Lists deleted rows, page by page.
-- Grain: one row per deletion. Parameters: after (deletion_id).
select deletion_id, row_id from audit.deletions where deletion_id > :after order by deletion_id limit 5000
