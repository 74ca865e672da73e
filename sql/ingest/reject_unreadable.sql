-- Grain: one row per line of a delivered file that could not be read (run_id, table_name, file, line).
with rejected as (
  insert into staging.rejected_rows (run_id, table_name, file, line, reason, row)
  select :run_id, :table_name, :file, line, reason, detail
  from unreadable
  on conflict do nothing
)
select 0 as accepted, count(*) as rejected
from unreadable
