-- Creates the temporary table of a part's applications: line of the file, and the id or the reason why it is invalid.
-- Grain: one row per data row.
create temporary table batch_rows (line bigint, application_id text, error text) on commit drop
