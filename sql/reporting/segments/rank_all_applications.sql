-- Ranks the twenty applications with the highest PD.
-- Grain: one row per rank.
insert into reporting.segment_applications (dimension_id, segment_no, rank, prediction_id)
select 0, 0, row_number() over (order by pd desc, prediction_id), prediction_id
from (
  select pd, prediction_id from analytics.counted_scores where is_newest order by pd desc, prediction_id limit 20
) riskiest
