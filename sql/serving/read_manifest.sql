-- Reads the registered manifest of a model in parts: a row of the Data API has 64 KiB at most, and a manifest grows with
-- the features. A part has 15,000 characters, which are 60,000 bytes at most.
-- Grain: one row per part, in order. Parameters: version.
select substr(manifest.text, 1 + 15000 * part.number, 15000) as text
from (
  select cast(manifest - 'background' as text) as text from predictions.model_metadata where version = :version
) manifest
cross join lateral generate_series(0, (length(manifest.text) - 1) / 15000) as part (number)
order by part.number
