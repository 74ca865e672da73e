-- Reads the document of a version in pieces, if it still has the hash. A row of the Data API has 64 KB at most.
-- Grain: one row per piece, in order. Parameters: version, sha256.
select substr(document, 1 + piece * 15000, 15000) as text
from policies.versions
cross join lateral generate_series(0, (length(document) - 1) / 15000) as piece
where version = :version and sha256 = :sha256
order by piece
