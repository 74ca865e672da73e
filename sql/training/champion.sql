-- Grain: one row: the champion, locked so that two registrations cannot both replace it. None before the first model.
select version, manifest #> '{metrics,cv}' as cv
from predictions.model_metadata
where stage = 'champion'
for update
