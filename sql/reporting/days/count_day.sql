-- Counts a day: the newest score of each application whose as-of time is on the day.
-- Takes a range of dimensions, so that the statement stays short.
-- Grain: one row per segment (0, 0: all), model, band and decision. Parameters: as_of, first, last (dimensions).
insert into reporting.day_totals (
  dimension_id, segment_no, as_of, model_version, band, decision, applications, pd_sum, score_sum, overrides, exposure,
  expected_loss, high_risk, outcomes, defaults, outcome_pd_sum
)
select segment.place - 1, segment.segment_no, as_of, model_version, band, day_decision, count(*), sum(pd), sum(score),
  count(*) filter (where day_overridden), sum(exposure), sum(expected_loss), count(*) filter (where high_risk),
  count(defaulted), count(*) filter (where defaulted), coalesce(sum(pd) filter (where defaulted is not null), 0)
from analytics.counted_scores
cross join lateral unnest(cast(0 as smallint) || segments) with ordinality as segment (segment_no, place)
where as_of = :as_of and segment.place - 1 between :first and :last and segment.segment_no is not null
group by 1, 2, 3, 4, 5, 6
