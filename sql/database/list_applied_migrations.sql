-- Lists the applied migrations with the hash of their file.
-- Grain: one row per migration.
select name, sha256
from audit.migrations
