-- Grain: one row per dimension that is not known yet, in their order: the known ones keep their place.
insert into reporting.dimensions (dimension_id, dimension, label, feature, edges)
select (select coalesce(max(dimension_id), 0) from reporting.dimensions) + row_number() over (order by place),
  dimension, label, feature, edges
from rows from (
  jsonb_to_recordset(cast(:dimensions as jsonb)) as (dimension text, label text, feature text, edges double precision[])
) with ordinality as asked (dimension, label, feature, edges, place)
where not exists (select from reporting.dimensions known where known.dimension = asked.dimension)
