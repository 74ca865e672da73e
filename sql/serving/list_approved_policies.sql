-- Lists the policy versions that decide, have decided or may decide.
-- Grain: one row per version, sorted.
select version, sha256
from policies.versions
where state = 'approved'
order by version
