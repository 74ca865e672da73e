-- Gives an import back whose work could not be asked for.
-- Grain: one row. Parameters: import_id, work_id, next_state.
update onboarding.imports
set state = :next_state, changed_at = clock_timestamp()
where import_id = :import_id and work_id = :work_id and state in ('profiling', 'checking', 'delivering')
