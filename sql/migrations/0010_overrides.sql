-- Overrides: what a person decided instead of the policy. The score they overrule stays as it is, beside them.

create table predictions.overrides (
  override_id uuid,
  prediction_id uuid not null references predictions.risk_scores,
  decision text not null check (decision in ('approve', 'refer', 'decline')),
  overruled text not null check (overruled in ('approve', 'refer', 'decline')),
  reason text not null check (reason <> ''),
  decided_by text not null,
  client_id text not null,
  decided_at timestamptz not null default clock_timestamp(),
  primary key (override_id)
);
comment on table predictions.overrides is
  'One row per decision that a person made over a stored one. Rows are never changed; the newest of a prediction holds';
comment on column predictions.overrides.override_id is 'Override, UUIDv7';
comment on column predictions.overrides.prediction_id is 'Prediction whose decision is overruled';
comment on column predictions.overrides.decision is 'The person''s decision: approve, refer (to another person) or decline';
comment on column predictions.overrides.overruled is 'The decision that held before: of the override before this one, else of the policy';
comment on column predictions.overrides.reason is 'Why, in the person''s words';
comment on column predictions.overrides.decided_by is 'Who: the name of the user in the user pool, a pseudonym';
comment on column predictions.overrides.client_id is 'API client that the person used';
comment on column predictions.overrides.decided_at is 'When';

create index overrides_prediction on predictions.overrides (prediction_id, decided_at desc);

create trigger refuse_change before update or delete on predictions.overrides
  for each row execute function predictions.refuse_change();
create trigger refuse_truncate before truncate on predictions.overrides
  for each statement execute function predictions.refuse_change();

grant select, insert on predictions.overrides to risk_api_read;
grant select, update, delete on predictions.overrides to risk_privacy;

-- What a run's page shows beside reporting.runs: files and reasons of refusal, without a single delivered value.

create view reporting.run_files as
select l.run_id, l.table_name, l.file, l.mode, l.sha256, l.size_bytes, l.rows_delivered,
  coalesce(x.rows_rejected, 0) as rows_rejected, l.prepared_at
from staging.loads l
left join (
  select run_id, table_name, file, count(distinct line) as rows_rejected
  from staging.rejected_rows group by run_id, table_name, file
) x using (run_id, table_name, file);
comment on view reporting.run_files is 'One row per run and delivered file';
comment on column reporting.run_files.run_id is 'Run';
comment on column reporting.run_files.table_name is 'Staging table the file is for';
comment on column reporting.run_files.file is 'File name in the delivery';
comment on column reporting.run_files.mode is 'full: what is missing ended; delta: only changes';
comment on column reporting.run_files.sha256 is 'SHA-256 of the file as delivered, hex';
comment on column reporting.run_files.size_bytes is 'Size of the file as delivered, bytes';
comment on column reporting.run_files.rows_delivered is 'Data rows in the file, 0 or more';
comment on column reporting.run_files.rows_rejected is 'Data rows refused, 0 to rows_delivered';
comment on column reporting.run_files.prepared_at is 'When the file was prepared';

create view reporting.rejections as
select run_id, table_name, reason, count(*) as rows
from staging.rejected_rows
group by run_id, table_name, reason;
comment on view reporting.rejections is 'One row per run, table and reason that rows were refused for';
comment on column reporting.rejections.run_id is 'Run';
comment on column reporting.rejections.table_name is 'Staging table the rows were for';
comment on column reporting.rejections.reason is 'Why they were refused: a short name, such as duplicate_key';
comment on column reporting.rejections.rows is 'Rows refused for it, 1 or more; a row may be refused for several reasons';

grant select on reporting.run_files, reporting.rejections to risk_reporting, risk_api_read;
