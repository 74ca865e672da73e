-- Grain: one row per segment of a dimension, of the applications that are in a segment of another one.
select segment, segment_label as label, applications, mean_pd, high_risk_share, approval_rate, exposure, expected_loss
from reporting.segment_pairs
where dimension = :dimension and within_dimension = :within_dimension and within_segment = :within_segment
order by position, segment_label
