-- Lists the segments that applications have, dimensions and segments in display order.
-- Grain: one row per segment.
select dimension.dimension, dimension.label as dimension_label, named.segment, named.label
from reporting.dimensions dimension
join reporting.segment_names named using (dimension_id)
where exists (
  select from reporting.segment_totals total
  where total.dimension_id = dimension.dimension_id and total.segment_no = named.segment_no
    and total.other_dimension_id = dimension.dimension_id and total.other_segment_no = named.segment_no
)
order by dimension_id, position, named.label
