-- Reads the document that a simulation was asked with, in pieces.
-- Grain: one row per piece, in order; none without a document. Parameters: simulation_id.
select substr(request ->> 'document', 1 + piece * 15000, 15000) as text
from policies.simulations
cross join lateral generate_series(0, (length(request ->> 'document') - 1) / 15000) as piece
where simulation_id = :simulation_id and request ->> 'document' is not null
order by piece
