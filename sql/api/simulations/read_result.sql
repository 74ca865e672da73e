-- Reads the result of a simulation as JSON, in pieces, because a row of the Data API has 64 KB at most.
-- Grain: one row per piece, in order; none before the end. Parameters: simulation_id.
with stored as materialized (
  select cast(result as text) as text
  from policies.simulations
  where simulation_id = cast(:simulation_id as uuid) and state = 'done'
)
select substr(text, 1 + piece * 15000, 15000) as text
from stored
cross join lateral generate_series(0, (length(text) - 1) / 15000) as piece
order by piece
