-- Counts the decisions of each part.
-- Grain: one row per part.
select part, count(*) as rows
from simulated_scores
group by part
order by part
