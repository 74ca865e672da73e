-- Finds a policy version, if its document still has the hash.
-- Grain: at most one row. Parameters: version, sha256.
select version, sha256
from policies.versions
where version = :version and sha256 = :sha256
