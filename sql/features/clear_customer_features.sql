-- Grain: one row per row of a run that is not published: an abandoned run's, and this run's when it is built again.
delete from analytics.customer_features stale
using analytics.runs
where stale.run_id = runs.run_id
  and stale.partition = :partition
  and not exists (select from analytics.publications where publications.run_id = runs.run_id)
