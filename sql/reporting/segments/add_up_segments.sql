-- Adds the months of each pair of segments up, after the earlier totals are deleted.
-- Grain: one row per pair of segments.
insert into reporting.segment_totals (
  dimension_id, segment_no, other_dimension_id, other_segment_no, applications, pd_sum, score_sum, high_risk, approvals,
  referrals, declines, overrides, exposure, expected_loss, expected_loss_approved, outcomes, defaults
)
select dimension_id, segment_no, other_dimension_id, other_segment_no, sum(applications), sum(pd_sum), sum(score_sum),
  sum(high_risk), coalesce(sum(applications) filter (where decision = 'approve'), 0),
  coalesce(sum(applications) filter (where decision = 'refer'), 0),
  coalesce(sum(applications) filter (where decision = 'decline'), 0), sum(overrides), sum(exposure), sum(expected_loss),
  coalesce(sum(expected_loss) filter (where decision = 'approve'), 0), sum(outcomes), sum(defaults)
from reporting.segment_month_totals
where dimension_id > 0
group by dimension_id, segment_no, other_dimension_id, other_segment_no
