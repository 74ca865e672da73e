-- Stores the shadow scores of a part's stored scores. Idempotent.
-- Grain: one row per shadow score. Parameters: model_version (the challenger).
insert into predictions.shadow_scores (prediction_id, model_version, pd, raw, score)
select prediction_id, :model_version, shadow_pd, shadow_raw, shadow_score
from part_scores
join predictions.risk_scores using (prediction_id)
where shadow_pd is not null
on conflict do nothing
