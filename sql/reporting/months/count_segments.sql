-- Counts the applications of a month in each pair of a segment of a dimension and a segment of an earlier dimension or
-- itself; dimension 0 is the whole portfolio. Takes ranges of dimensions, so that the statement stays short.
-- Grain: one row per pair of segments, model, band and decision. Parameters: month, first, last (of the earlier
-- dimensions), other_first, other_last (of the later ones).
insert into reporting.segment_month_totals (
  dimension_id, segment_no, other_dimension_id, other_segment_no, month, model_version, band, decision, applications,
  overrides, pd_sum, score_sum, exposure, expected_loss, high_risk, outcomes, defaults, outcome_pd_sum
)
select earlier.place - 1, earlier.segment_no, later.place - 1, later.segment_no, :month, model_version, band, decision,
  count(*), count(*) filter (where overridden), sum(pd), sum(score), sum(exposure), sum(expected_loss),
  count(*) filter (where high_risk), count(defaulted), count(*) filter (where defaulted),
  coalesce(sum(pd) filter (where defaulted is not null), 0)
from (
  select cast(0 as smallint) || segments as segments, model_version, band, decision, overridden, pd, score, exposure,
    expected_loss, high_risk, defaulted
  from analytics.counted_scores
  where is_newest and as_of >= cast(:month as date) and as_of < cast(:month as date) + interval '1 month'
) application
cross join lateral unnest(segments) with ordinality as later (segment_no, place)
cross join lateral unnest(segments) with ordinality as earlier (segment_no, place)
where later.place - 1 between :other_first and :other_last and earlier.place - 1 between :first and :last
  and earlier.place <= later.place and (earlier.place > 1 or later.place = 1)
  and later.segment_no is not null and earlier.segment_no is not null
group by earlier.place, earlier.segment_no, later.place, later.segment_no, model_version, band, decision
