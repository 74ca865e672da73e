-- Grain: one row per score of a part that is stored and that the challenger shadowed; storing a part again stores none.
insert into predictions.shadow_scores (prediction_id, model_version, pd, raw, score)
select prediction_id, :model_version, shadow_pd, shadow_raw, shadow_score
from part_scores
join predictions.risk_scores using (prediction_id)
where shadow_pd is not null
on conflict do nothing
