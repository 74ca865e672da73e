-- Lists the erasures that this database has recorded.
-- Grain: one row per erasure.
select distinct subject as erasure_id from audit.events where action = 'person.erased'
