-- Grain: one row: the time of the last of the next scores to take, and how many they are.
select cast(max(scored_at) as text) as until, count(*) as scores
from (
  select scored_at from predictions.risk_scores
  where scored_at > cast(:from as timestamptz)
  order by scored_at
  limit :rows
) next
