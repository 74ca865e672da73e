-- Grain: one row of staging.loan_applications that a run had replaced and that is put back as it was.
with superseded as (
  delete from staging.superseded_rows
  where table_name = 'loan_applications' and replaced_by_run = :run_id
  returning row
)
insert into staging.loan_applications
select earlier.*
from superseded, jsonb_populate_record(null::staging.loan_applications, superseded.row) as earlier
