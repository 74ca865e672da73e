-- Grain: one row per data row of a part of applications: its line in the file and its id, or why it has none.
create temporary table batch_rows (line bigint, application_id text, error text) on commit drop
