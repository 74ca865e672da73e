-- Adds the categories that the fresh scores have for the first time, at most a hundred per dimension; later ones count
-- as other. A category that has the name of a segment of the code is named apart from it, with its label in quotes.
-- Grain: one row per category.
insert into reporting.segment_names (dimension_id, segment_no, segment, label, position)
select dimension_id, segment_no, segment,
  case when lower(category) in ('other', 'unknown') or category like '"%' then '"' || category || '"' else category end,
  0
from (
  select dimension_id, category, segment,
    (
      select coalesce(max(segment_no), -1) from reporting.segment_names named
      where named.dimension_id = fresh_category.dimension_id
    ) + row_number() over (partition by dimension_id order by category) as segment_no
  from (
    select distinct dimension_id, category,
      -- The same in store_scores.sql.
      case when category in ('other', 'unknown') or category like 'category:%' then 'category:' || category
        else category end as segment
    from fresh_scores fresh
    cross join reporting.dimensions dimension
    cross join lateral (select fresh.features ->> dimension.feature as category) given
    where dimension.edges is null
  ) fresh_category
  where category is not null and not exists (
    select from reporting.segment_names named
    where named.dimension_id = fresh_category.dimension_id and named.segment = fresh_category.segment
  )
) numbered
where segment_no < 100
