-- Opens a run. The database assigns the next fencing token.
-- Grain: one row. Parameters: run_id, as_of, execution_id, manifest_etag.
insert into analytics.runs (run_id, as_of, execution_id, manifest_etag)
values (:run_id, :as_of, :execution_id, :manifest_etag)
returning run_id, to_char(as_of, 'YYYY-MM-DD') as as_of, fencing_token
