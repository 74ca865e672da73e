-- Tells whether audit.migrations exists; the first migration creates it.
-- Grain: one row.
select to_regclass('audit.migrations') is not null as is_created
