-- Creates the temporary table into which an object of rejected lines is imported.
-- Grain: one row per line.
create temporary table rejected_lines (line bigint, reason text, detail jsonb) on commit drop
