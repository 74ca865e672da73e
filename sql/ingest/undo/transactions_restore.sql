-- Grain: one row of staging.transactions that a run had replaced and that is put back as it was.
with superseded as (
  delete from staging.superseded_rows
  where table_name = 'transactions' and replaced_by_run = :run_id
  returning row
)
insert into staging.transactions
select earlier.*
from superseded, jsonb_populate_record(null::staging.transactions, superseded.row) as earlier
