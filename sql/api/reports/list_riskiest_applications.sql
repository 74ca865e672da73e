-- Lists the twenty riskiest applications of a segment, or of all where dimension is null, with the decision that holds.
-- Grain: one row per application. Parameters: dimension, segment (both or null).
select score.prediction_id, score.application_id, score.pd, score.score, score.band,
  coalesce(held.decision, score.decision) as decision, held.decision is not null as overridden,
  (score.scored_at, score.prediction_id) > (held.overridden_at, held.prediction_id)
    and predictions.contradicts_override(
      score.decision, score.score, held.decision, held.overridden_decision, held.overridden_score
    ) as contradicts_override
from reporting.segment_applications ranked
join predictions.risk_scores score using (prediction_id)
left join predictions.held_overrides held on held.application = score.application_id
  and held.customer_id = score.customer_id
left join reporting.dimensions dimension using (dimension_id)
left join reporting.segment_names named using (dimension_id, segment_no)
where (cast(:dimension as text) is null and ranked.dimension_id = 0)
  or (dimension.dimension = :dimension and named.segment = :segment)
order by ranked.rank
