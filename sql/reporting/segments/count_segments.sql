-- Counts the applications in each pair of a segment of a dimension and a segment of an earlier dimension or itself.
-- Takes a range of earlier dimensions, so that the statement stays short.
-- Grain: one row per pair of segments. Parameters: dimension_id, first, last.
insert into reporting.segment_totals (
  dimension_id, segment_no, other_dimension_id, other_segment_no, applications, pd_sum, score_sum, high_risk, approvals,
  referrals, declines, overrides, exposure, expected_loss
)
select earlier.dimension_id, earlier.segment_no, :dimension_id, application.segment_no, count(*), sum(pd), sum(score),
  count(*) filter (where high_risk), count(*) filter (where decision = 'approve'),
  count(*) filter (where decision = 'refer'), count(*) filter (where decision = 'decline'),
  count(*) filter (where overridden), sum(exposure), sum(expected_loss)
from (
  select segments[cast(:dimension_id as integer)] as segment_no, segments, pd, score, high_risk, decision, overridden,
    exposure, expected_loss
  from analytics.scored_applications
) application
cross join lateral unnest(application.segments) with ordinality as earlier (segment_no, dimension_id)
where application.segment_no is not null and earlier.dimension_id between :first and :last
group by earlier.dimension_id, earlier.segment_no, application.segment_no
