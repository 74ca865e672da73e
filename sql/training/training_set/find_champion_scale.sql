-- Finds the score scale of the champion, which the next model keeps where no policy states one.
-- Grain: one row, none without a champion; null for a model whose manifest states no scale.
select manifest -> 'score_scale' as score_scale
from predictions.model_metadata
where stage = 'champion'
