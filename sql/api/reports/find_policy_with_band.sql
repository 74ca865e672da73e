-- Finds a policy that has a band, among those that decide, have decided or may decide.
-- Grain: at most one row. Parameters: band.
select version
from policies.versions
where state = 'approved'
  and document::jsonb -> 'bands' @> jsonb_build_array(jsonb_build_object('name', cast(:band as text)))
limit 1
