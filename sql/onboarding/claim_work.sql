-- Finds an import while this work is asked for: no row when a person has asked for other work or cancelled it.
-- Grain: one row. Parameters: import_id, work_id, state.
select import_id, mapping_name, files, requested_by
from onboarding.imports
where import_id = :import_id and work_id = :work_id and state = :state
