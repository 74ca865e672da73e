-- Lists the segments that applications have, dimensions and segments in display order. The segments are pairs
-- [segment, label], so that those of many dimensions fit into a response of the Data API.
-- Grain: one row per dimension. Parameters: none.
select dimension.dimension, dimension.label,
  jsonb_agg(jsonb_build_array(named.segment, nullif(named.label, named.segment)) order by position, named.label) as segments
from reporting.dimensions dimension
join reporting.segment_names named using (dimension_id)
where exists (
  select from reporting.segment_totals total
  where total.dimension_id = dimension.dimension_id and total.segment_no = named.segment_no
    and total.other_dimension_id = dimension.dimension_id and total.other_segment_no = named.segment_no
)
group by dimension_id, dimension.dimension, dimension.label
order by dimension_id
