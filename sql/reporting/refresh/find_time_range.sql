-- Finds the end of the time range of the next scores after a time.
-- Grain: one row: the last score's time (null when there is none) and the number of scores. Parameters: from, rows.
select cast(max(scored_at) as text) as until, count(*) as scores
from (
  select scored_at from predictions.risk_scores
  where scored_at > cast(:from as timestamptz)
  order by scored_at
  limit :rows
) next
