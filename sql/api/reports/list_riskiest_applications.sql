-- Lists the twenty riskiest applications of a segment, or of all where dimension is null, with the decision that holds.
-- Grain: one row per application. Parameters: dimension, segment (both or null).
select score.prediction_id, score.application_id, score.pd, score.score, score.band,
  coalesce(override.decision, score.decision) as decision
from reporting.segment_applications ranked
join predictions.risk_scores score using (prediction_id)
left join lateral (
  select decision from predictions.overrides
  where prediction_id = ranked.prediction_id
  order by decided_at desc, override_id desc
  limit 1
) override on true
left join reporting.dimensions dimension using (dimension_id)
left join reporting.segment_names named using (dimension_id, segment_no)
where (cast(:dimension as text) is null and ranked.dimension_id = 0)
  or (dimension.dimension = :dimension and named.segment = :segment)
order by ranked.rank
