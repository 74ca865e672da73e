-- Says whether this database planned an entry.
-- Grain: one row. Parameters: entry_id.
select exists (select from audit.entries where entry_id = :entry_id) as is_planned
