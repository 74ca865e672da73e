-- Finds the champion or the challenger, with the figures that a new model is compared with.
-- Grain: at most one row. Parameters: stage.
select version, manifest #> '{metrics,cv}' as cv, manifest -> 'fairness' as fairness
from predictions.model_metadata
where stage = :stage
