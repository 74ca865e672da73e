-- Lists the segments of a dimension, counting only applications in one segment of another dimension.
-- Grain: one row per segment. Parameters: dimension, within_dimension, within_segment.
select segment, segment_label as label, applications, mean_pd, high_risk_share, approval_rate, exposure, expected_loss
from reporting.segment_pairs
where dimension = :dimension and within_dimension = :within_dimension and within_segment = :within_segment
order by position, segment_label
