-- Finds the last dimension; 0 before the first.
-- Grain: one row.
select coalesce(max(dimension_id), 0) as last from reporting.dimensions
