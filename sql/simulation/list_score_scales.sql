-- Lists the scales of the scores that models state, and which model is champion.
-- Grain: one row per model. Parameters: none.
select version, manifest -> 'score_scale' as score_scale, stage = 'champion' as is_champion
from predictions.model_metadata
