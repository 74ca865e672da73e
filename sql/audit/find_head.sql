-- Finds the newest entry that the database knows to be in the trail.
-- Grain: at most one row.
select sequence, sha256 from audit.heads order by sequence desc limit 1
