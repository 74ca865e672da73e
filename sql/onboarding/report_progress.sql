-- Stores how far the work of an import is.
-- Grain: one row. Parameters: import_id, work_id, state, progress.
update onboarding.imports
set progress = :progress, changed_at = clock_timestamp()
where import_id = :import_id and work_id = :work_id and state = :state
