-- Grain: one row that counts full deliveries with a rejected row whose customer is unknown. Nothing of such a table is
-- soft-deleted. Parameters: run_id.
-- severity: warn
-- tolerance: none
-- description: What a full delivery no longer has can be told, and ends; a refused row without a customer could be any row.
select
  count(*) filter (where full_deliveries.run_id is null) as failed_rows,
  count(*) as total_rows,
  coalesce(jsonb_agg(table_name order by table_name) filter (where full_deliveries.run_id is null), '[]') as sample_keys
from (select distinct run_id, table_name from staging.loads where run_id = :run_id and mode = 'full') delivered
left join staging.full_deliveries using (run_id, table_name)
