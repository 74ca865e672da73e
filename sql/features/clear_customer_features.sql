-- Deletes a partition's customer features of unpublished runs: of abandoned runs, and of an earlier attempt of this
-- run.
-- Grain: one row per deleted row. Parameters: partition.
delete from analytics.customer_features stale
using analytics.runs
where stale.run_id = runs.run_id
  and stale.partition = :partition
  and not exists (select from analytics.publications where publications.run_id = runs.run_id)
