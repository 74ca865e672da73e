-- Reads the segments with the highest mean PD, without small ones.
-- Grain: one row per segment. Parameters: min_applications (of a segment), rows (at most).
select dimension_label as dimension, segment_label as segment, applications, mean_pd, high_risk_share, approval_rate,
  exposure, expected_loss, expected_loss_approved, outcomes, bad_rate
from reporting.segments
where applications >= cast(:min_applications as bigint) and segment <> 'unknown' and dimension <> 'risk_band'
order by mean_pd desc, expected_loss desc, dimension, segment
limit cast(:rows as integer)
