-- Reporting: small views with stable names, for dashboards and BI tools.

create schema reporting;
comment on schema reporting is 'Small views with stable names for dashboards and BI tools';

create view reporting.score_distribution as
select band, decision, count(*) as applications, avg(pd) as mean_pd, avg(score)::double precision as mean_score,
  sum(ead) as exposure, sum(expected_loss) as expected_loss
from (
  select distinct on (application_id) band, decision, pd, score, ead, expected_loss
  from predictions.risk_scores
  where application_id is not null
  order by application_id, scored_at desc, prediction_id desc
) newest
group by band, decision;
comment on view reporting.score_distribution is
  'One row per band and decision, over the newest score of each application';
comment on column reporting.score_distribution.band is 'Band of the policy, A (best) to E';
comment on column reporting.score_distribution.decision is 'approve, refer or decline';
comment on column reporting.score_distribution.applications is 'Applications, 1 or more';
comment on column reporting.score_distribution.mean_pd is 'Mean probability of default, 0 to 1';
comment on column reporting.score_distribution.mean_score is 'Mean risk score, 300 to 850';
comment on column reporting.score_distribution.exposure is 'Exposure at default, money, together';
comment on column reporting.score_distribution.expected_loss is 'Expected loss, money, together';

create view reporting.runs as
select r.run_id, r.as_of, r.state, r.opened_at, r.closed_at, p.published_at,
  extract(epoch from r.closed_at - r.opened_at)::double precision as duration_seconds,
  coalesce(l.rows_delivered, 0) as rows_delivered, coalesce(x.rows_rejected, 0) as rows_rejected,
  coalesce(q.checks, 0) as checks, coalesce(q.failed_checks, 0) as failed_checks
from analytics.runs r
left join analytics.publications p using (run_id)
left join (
  select run_id, sum(rows_delivered)::bigint as rows_delivered from staging.loads group by run_id
) l using (run_id)
left join (
  select run_id, count(distinct (table_name, file, line)) as rows_rejected from staging.rejected_rows group by run_id
) x using (run_id)
left join (
  select run_id, count(*) as checks, count(*) filter (where not pass) as failed_checks
  from analytics.quality_results group by run_id
) q using (run_id);
comment on view reporting.runs is 'One row per run of the daily ETL';
comment on column reporting.runs.run_id is 'Run';
comment on column reporting.runs.as_of is 'as_of of the delivery';
comment on column reporting.runs.state is 'running, published, refused, gate_failed, failed or abandoned';
comment on column reporting.runs.opened_at is 'When it was opened';
comment on column reporting.runs.closed_at is 'When it ended; null while running';
comment on column reporting.runs.published_at is 'When it was published; null if it was not';
comment on column reporting.runs.duration_seconds is 'From opening to end, seconds; null while running';
comment on column reporting.runs.rows_delivered is 'Data rows delivered, 0 or more';
comment on column reporting.runs.rows_rejected is 'Data rows refused, 0 to rows_delivered';
comment on column reporting.runs.checks is 'Quality checks done';
comment on column reporting.runs.failed_checks is 'Quality checks that failed, 0 to checks';

create view reporting.champion as
select version, kind, promoted_at, training_run_id,
  (manifest #>> '{metrics,holdout,auc}')::double precision as holdout_auc,
  (manifest #>> '{metrics,holdout,brier}')::double precision as holdout_brier,
  (manifest #>> '{training,rows}')::bigint as training_rows
from predictions.model_metadata
where stage = 'champion';
comment on view reporting.champion is 'One row: the model that decides; none before the first training';
comment on column reporting.champion.version is 'Model version';
comment on column reporting.champion.kind is 'Algorithm';
comment on column reporting.champion.promoted_at is 'When it became champion';
comment on column reporting.champion.training_run_id is 'Run whose publication it was trained on';
comment on column reporting.champion.holdout_auc is 'Area under the ROC curve on the holdout, 0.5 to 1';
comment on column reporting.champion.holdout_brier is 'Brier score on the holdout, 0 (best) to 1';
comment on column reporting.champion.training_rows is 'Applications it was trained on';

grant usage on schema reporting to risk_reporting, risk_api_read;
grant select on all tables in schema reporting to risk_reporting, risk_api_read;
