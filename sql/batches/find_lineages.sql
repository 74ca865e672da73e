-- Grain: one row per run whose features a part uses: the delivered files behind them.
select run_id, lineage
from analytics.run_lineage
where run_id in (select found.run_id from found)
