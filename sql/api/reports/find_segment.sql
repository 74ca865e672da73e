-- Finds the numbers of a dimension and of a segment of it.
-- Grain: at most one row; segment_no is null where the dimension has no such segment. Parameters: dimension, segment.
select dimension_id, segment_no
from reporting.dimensions
left join (
  select dimension_id, segment_no from reporting.segment_names where segment = :segment
) named using (dimension_id)
where dimension = :dimension
