-- Grain: one row per dimension in which anything is known of any application, in their order.
select dimension.dimension, dimension.label
from reporting.dimensions dimension
where exists (
  select from reporting.segment_totals total
  where total.dimension_id = dimension.dimension_id and total.other_dimension_id = dimension.dimension_id
    and total.segment_no <> -1
)
order by dimension_id
