-- Ends the work of an import, once: older work changes nothing.
-- Grain: one row. Parameters: import_id, work_id, state, next_state, problem, detail, deliveries.
update onboarding.imports
set state = :next_state, problem = :problem, detail = :detail, deliveries = :deliveries, progress = null,
  changed_at = clock_timestamp(),
  ended_at = case when :next_state in ('delivered', 'refused', 'failed') then clock_timestamp() end
where import_id = :import_id and work_id = :work_id and state = :state
