-- Adds the categories that the fresh scores have for the first time, at most a hundred per dimension; later ones count
-- as other.
-- Grain: one row per category.
insert into reporting.segment_names (dimension_id, segment_no, segment, label, position)
select dimension_id, segment_no, category, category, 0
from (
  select dimension_id, category,
    (
      select coalesce(max(segment_no), -1) from reporting.segment_names named
      where named.dimension_id = fresh_category.dimension_id
    ) + row_number() over (partition by dimension_id order by category) as segment_no
  from (
    select distinct dimension.dimension_id, fresh.features ->> dimension.feature as category
    from fresh_scores fresh
    cross join reporting.dimensions dimension
    where dimension.edges is null
  ) fresh_category
  where category is not null and not exists (
    select from reporting.segment_names named
    where named.dimension_id = fresh_category.dimension_id and named.segment = fresh_category.category
  )
) numbered
where segment_no < 100
