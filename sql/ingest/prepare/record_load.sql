-- Records a prepared file of the running run; a repeated preparation replaces the record.
-- Grain: one row with the run's state and fencing tokens; null where there is no such run. Parameters: run_id,
-- fencing_token, table_name, file, sha256, size_bytes, mode, rows_delivered, rows_rejected_unparsed, rejected_values
-- (JSON array).
select state, fencing_token, newest_token
from staging.record_load(
  :run_id, :fencing_token, :table_name, :file, :sha256, :size_bytes, :mode, :rows_delivered, :rows_rejected_unparsed,
  cast(:rejected_values as jsonb)
)
