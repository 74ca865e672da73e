-- Lists how many rows of a run were rejected, by table and reason, most rows first.
-- Grain: one row per table and reason. Parameters: run_id.
select table_name as table, reason, rows
from reporting.rejections
where run_id = :run_id
order by rows desc, table_name, reason
