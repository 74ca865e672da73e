-- Ranks the twenty applications with the highest PD of each segment of a dimension.
-- Grain: one row per segment and rank. Parameters: dimension_id.
insert into reporting.segment_applications (dimension_id, segment_no, rank, prediction_id)
select :dimension_id, segment_no, rank, prediction_id
from (
  select segment_no, prediction_id,
    row_number() over (partition by segment_no order by pd desc, prediction_id) as rank
  from (
    select segments[cast(:dimension_id as integer)] as segment_no, pd, prediction_id
    from analytics.counted_scores
    where is_newest
  ) application
  where segment_no is not null
) ranked
where rank <= 20
