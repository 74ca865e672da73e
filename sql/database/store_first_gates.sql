-- Stores the first version of the promotion gates where there is none.
-- Grain: at most one row. Parameters: document (JSON text).
insert into governance.gates (document, sha256, changed_by)
select :document, audit.hash_text(:document), 'deployment'
where not exists (select from governance.gates)
