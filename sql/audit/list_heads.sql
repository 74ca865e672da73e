-- Lists the entries that the database knows to be in the trail, page by page.
-- Grain: one row per entry. Parameters: after (sequence).
select sequence, sha256 from audit.heads where sequence > :after order by sequence limit 5000
