-- Finds who changed the promotion gates to a version, and when.
-- Grain: at most one row. Parameters: gates_version.
select changed_by, changed_at, request_id from governance.gates where gates_version = :gates_version
