-- Begins a run of the retention; the same execution gets the run that it began before.
-- Grain: one row. Parameters: retention_run_id, execution_id, schedule_sha256.
select privacy.begin_retention(:retention_run_id, :execution_id, :schedule_sha256) as retention_run_id
