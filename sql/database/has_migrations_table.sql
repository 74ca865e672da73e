-- Returns whether audit.migrations exists. The first migration creates it.
-- Grain: one row.
select to_regclass('audit.migrations') is not null as is_created
