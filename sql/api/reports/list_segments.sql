-- Lists the segments of a dimension with their figures, in display order.
-- Grain: one row per segment. Parameters: dimension.
select segment, segment_label as label, applications, mean_pd, high_risk_share, approval_rate, exposure, expected_loss
from reporting.segments
where dimension = :dimension
order by position, segment_label
