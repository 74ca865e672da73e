-- Grain: one row of staging.customers that a run had replaced and that is put back as it was.
with superseded as (
  delete from staging.superseded_rows
  where table_name = 'customers' and replaced_by_run = :run_id
  returning row
)
insert into staging.customers
select earlier.*
from superseded, jsonb_populate_record(null::staging.customers, superseded.row) as earlier
