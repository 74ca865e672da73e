-- Grain: one row: the champion, or the challenger, with its cross-validation; none when there is none.
select version, manifest #> '{metrics,cv}' as cv
from predictions.model_metadata
where stage = :stage
