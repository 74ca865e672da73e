-- Grain: one row of staging.credit_history that a run had replaced and that is put back as it was.
with superseded as (
  delete from staging.superseded_rows
  where table_name = 'credit_history' and replaced_by_run = :run_id
  returning row
)
insert into staging.credit_history
select earlier.*
from superseded, jsonb_populate_record(null::staging.credit_history, superseded.row) as earlier
