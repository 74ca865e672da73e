-- Adds the dimensions that are new, after the known ones, which keep their numbers, and updates labels that changed.
-- Grain: one row per dimension. Parameters: dimensions (JSON).
with relabelled as (
  update reporting.dimensions known
  set label = requested.label
  from jsonb_to_recordset(cast(:dimensions as jsonb)) as requested (dimension text, label text)
  where known.dimension = requested.dimension and known.label <> requested.label
)
insert into reporting.dimensions (dimension_id, dimension, label, feature, edges)
select (select coalesce(max(dimension_id), 0) from reporting.dimensions) + row_number() over (order by place),
  dimension, label, feature, edges
from rows from (
  jsonb_to_recordset(cast(:dimensions as jsonb)) as (dimension text, label text, feature text, edges double precision[])
) with ordinality as requested (dimension, label, feature, edges, place)
where not exists (select from reporting.dimensions known where known.dimension = requested.dimension)
