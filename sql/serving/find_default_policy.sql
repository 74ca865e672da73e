-- Finds the policy version that decides now where no segment is met.
-- Grain: one row.
select v.version, v.sha256
from policies.versions v
join policies.find_in_force(now()) a on a.default_version = v.version
