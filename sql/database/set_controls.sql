-- Sets which kinds of requests one person decides alone.
-- Grain: one row. Parameters: one_person (JSON array of kinds).
select governance.set_controls(cast(:one_person as jsonb)) as changes
