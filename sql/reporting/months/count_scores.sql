-- Counts the applications whose newest score is of a month, by score. Takes a range of dimensions, so that the statement
-- stays short.
-- Grain: one row per segment (0, 0: all), model, band, decision, whether it was overridden, and score in points.
-- Parameters: month, first, last (dimensions).
insert into reporting.score_totals (
  dimension_id, segment_no, month, model_version, band, decision, overridden, score, applications, pd_sum, exposure,
  expected_loss, high_risk, outcomes, defaults, outcome_pd_sum
)
select segment.place - 1, segment.segment_no, :month, model_version, band, decision, overridden, score, count(*), sum(pd),
  sum(exposure), sum(expected_loss), count(*) filter (where high_risk), count(defaulted),
  count(*) filter (where defaulted), coalesce(sum(pd) filter (where defaulted is not null), 0)
from analytics.counted_scores
cross join lateral unnest(cast(0 as smallint) || segments) with ordinality as segment (segment_no, place)
where is_newest and as_of >= cast(:month as date) and as_of < cast(:month as date) + interval '1 month'
  and segment.place - 1 between :first and :last and segment.segment_no is not null
group by 1, 2, 4, 5, 6, 7, 8
