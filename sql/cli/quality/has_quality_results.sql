-- Returns whether analytics.quality_results exists; `name` is null before the first migration.
-- Grain: one row.
select to_regclass('analytics.quality_results') as name
