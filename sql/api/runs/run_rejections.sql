-- Grain: one row per table and reason that a run refused rows for, most rows first.
select table_name as table, reason, rows
from reporting.rejections
where run_id = :run_id
order by rows desc, table_name, reason
