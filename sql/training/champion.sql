-- Grain: one row: the champion and its cross-validation. None before the first model.
select version, manifest #> '{metrics,cv}' as cv
from predictions.model_metadata
where stage = 'champion'
