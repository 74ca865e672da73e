-- The same figures, counted so that many runs and many measures keep no dashboard waiting.

create or replace view reporting.runs as
select r.run_id, r.as_of, r.state, r.opened_at, r.closed_at, p.published_at,
  extract(epoch from r.closed_at - r.opened_at)::double precision as duration_seconds,
  -- Of a page of runs, only those are counted.
  coalesce((select sum(l.rows_delivered) from staging.loads l where l.run_id = r.run_id), 0)::bigint as rows_delivered,
  (select count(*) from (
    select distinct x.table_name, x.file, x.line from staging.rejected_rows x where x.run_id = r.run_id
  ) refused) as rows_rejected,
  (select count(*) from analytics.quality_results q where q.run_id = r.run_id) as checks,
  (select count(*) from analytics.quality_results q where q.run_id = r.run_id and not q.pass) as failed_checks
from analytics.runs r
left join analytics.publications p using (run_id);

create index monitoring_results_model on analytics.monitoring_results (model_version, kind, as_of desc);
