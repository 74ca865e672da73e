-- Grain: one row per segment of a dimension, in its order.
select segment, segment_label as label, applications, mean_pd, high_risk_share, approval_rate, exposure, expected_loss
from reporting.segments
where dimension = :dimension
order by position, segment_label
