-- Lists the documents of policy versions in pieces, because a row of the Data API has 64 KB at most.
-- Grain: one row per piece, in order. Parameters: versions (JSON).
select version, substr(document, 1 + piece * 15000, 15000) as text
from policies.versions
cross join lateral generate_series(0, (length(document) - 1) / 15000) as piece
where version in (select jsonb_array_elements_text(cast(:versions as jsonb)))
order by version, piece
