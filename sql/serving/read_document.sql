-- Reads the document of a policy version in pieces, because a row of the Data API has 64 KB at most.
-- Grain: one row per piece, in order. Parameters: version.
select substr(document, 1 + piece * 15000, 15000) as text
from policies.versions
cross join lateral generate_series(0, (length(document) - 1) / 15000) as piece
where version = :version
order by piece
