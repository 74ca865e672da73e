-- Counts what a database has of the time up to a state, so that a restored database can be compared with its source.
-- Grain: one row per count.
-- Parameters: until.
with newest as (
  select run_id, rows from analytics.publications where published_at <= :until
  order by published_at desc, run_id desc limit 1
)
select 'runs' as name, count(*) as rows from analytics.runs where opened_at <= :until
union all
select 'publications', count(*) from analytics.publications where published_at <= :until
union all
select 'models', count(*) from predictions.model_metadata where registered_at <= :until
union all
select 'overrides', count(*) from predictions.overrides where decided_at <= :until
union all
select 'changes of the deciding policies', count(*) from policies.assignments where assigned_at <= :until
union all
select 'change requests', count(*) from governance.requests where proposed_at <= :until
union all
select 'cases', count(*) from cases.cases where opened_at <= :until
union all
select 'contests', count(*) from contests.contests where created_at <= :until
union all
select 'scores of the newest publication', count(*) from predictions.risk_scores
where run_id = (select run_id from newest) and scored_at <= :until
union all
select 'features of the newest publication', coalesce(sum(counted.rows), 0)::bigint from analytics.feature_counts counted
where counted.run_id = (select run_id from newest)
