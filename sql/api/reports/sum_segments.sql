-- Sums the applications of a filter by the segments of a dimension, in display order.
-- Grain: one row per segment. Parameters: dimension, dimension_id, segment_no (of the filter; 0, 0: all), from, to (first
-- days of months), model_version, decision, band (each null: all).
select segment, label, cast(sum(applications) as bigint) as applications, sum(pd_sum) as pd_sum,
  cast(sum(high_risk) as bigint) as high_risk,
  cast(coalesce(sum(applications) filter (where decision = 'approve'), 0) as bigint) as approvals,
  sum(exposure) as exposure, sum(expected_loss) as expected_loss,
  coalesce(sum(expected_loss) filter (where decision = 'approve'), 0) as expected_loss_approved,
  cast(sum(outcomes) as bigint) as outcomes, cast(sum(defaults) as bigint) as defaults,
  sum(outcome_pd_sum) as outcome_pd_sum
from reporting.portfolio_segments
join reporting.segment_names using (dimension_id, segment_no)
where dimension_id = (select known.dimension_id from reporting.dimensions known where known.dimension = :dimension)
  and within_dimension_id = :dimension_id and within_segment_no = :segment_no
  and month >= coalesce(cast(:from as date), '-infinity') and month <= coalesce(cast(:to as date), 'infinity')
  and (cast(:model_version as text) is null or model_version = :model_version)
  and (cast(:decision as text) is null or decision = :decision) and (cast(:band as text) is null or band = :band)
group by segment, label, position
having sum(applications) > 0
order by position, label
