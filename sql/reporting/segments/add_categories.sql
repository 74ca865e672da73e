-- Grain: one row per category that is new, at most a hundred a dimension: what comes after counts as other.
insert into reporting.segment_names (dimension_id, segment_no, segment, label, position)
select dimension_id, segment_no, category, category, 0
from (
  select dimension_id, category,
    (select coalesce(max(segment_no), -1) from reporting.segment_names named where named.dimension_id = found.dimension_id)
      + row_number() over (partition by dimension_id order by category) as segment_no
  from (
    select distinct dimension.dimension_id, fresh.features ->> dimension.feature as category
    from fresh_scores fresh
    cross join reporting.dimensions dimension
    where dimension.edges is null
  ) found
  where category is not null and not exists (
    select from reporting.segment_names named
    where named.dimension_id = found.dimension_id and named.segment = found.category
  )
) numbered
where segment_no < 100
