-- Counts the rejected rows of a run, the ten most frequent reasons.
-- Grain: one row per table and reason, the most frequent first. Parameters: $1 run_id.
select table_name, reason, count(*)::int as rows from staging.rejected_rows where run_id = $1
group by table_name, reason order by rows desc, table_name, reason limit 10
