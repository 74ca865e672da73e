-- Finds the promotion gates that are in force: the newest version.
-- Grain: at most one row.
select gates_version, document, sha256
from governance.gates
order by gates_version desc
limit 1
