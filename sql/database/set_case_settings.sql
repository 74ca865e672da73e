-- Sets the hours of claims and due times, and from which exposure two people decide.
-- Grain: one row. Parameters: settings (JSON object of names and numbers).
select cases.set_settings(cast(:settings as jsonb)) as changes
