-- Lists those ids that the database does not have.
-- Grain: one row per missing id. Parameters: kind, row_ids (JSON array).
select row_id from audit.list_missing(:kind, cast(:row_ids as jsonb))
