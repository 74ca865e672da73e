-- Finds the delivered files behind the features that a part uses.
-- Grain: one row per run.
select run_id, lineage
from analytics.run_lineage
where run_id in (select batch_features.run_id from batch_features)
