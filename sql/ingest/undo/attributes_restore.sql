-- Grain: one row of staging.attributes that a run had declared anew and that is put back as it was.
with superseded as (
  delete from staging.superseded_rows
  where table_name = 'attributes' and replaced_by_run = :run_id
  returning row
)
insert into staging.attributes
select earlier.*
from superseded, jsonb_populate_record(null::staging.attributes, superseded.row) as earlier
