-- Adds the dimensions that are new, after the known ones, which keep their numbers.
-- Grain: one row per dimension. Parameters: dimensions (JSON).
insert into reporting.dimensions (dimension_id, dimension, label, feature, edges)
select (select coalesce(max(dimension_id), 0) from reporting.dimensions) + row_number() over (order by place),
  dimension, label, feature, edges
from rows from (
  jsonb_to_recordset(cast(:dimensions as jsonb)) as (dimension text, label text, feature text, edges double precision[])
) with ordinality as requested (dimension, label, feature, edges, place)
where not exists (select from reporting.dimensions known where known.dimension = requested.dimension)
