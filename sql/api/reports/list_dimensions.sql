-- Lists the dimensions in which at least one application has a known segment, in display order.
-- Grain: one row per dimension. Parameters: none.
select dimension.dimension, dimension.label
from reporting.dimensions dimension
where exists (
  select from reporting.segment_totals total
  where total.dimension_id = dimension.dimension_id and total.other_dimension_id = dimension.dimension_id
    and total.segment_no <> -1
)
order by dimension_id
