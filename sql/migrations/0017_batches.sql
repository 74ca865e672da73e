-- Batches that a client uploads as a file: what was asked for, how far it is, and what came of it.

create table predictions.batches (
  batch_id uuid,
  state text not null default 'created' check (state in ('created', 'running', 'done', 'refused', 'failed')),
  client_id text not null,
  requested_by text not null,
  size_bytes bigint not null check (size_bytes > 0),
  content_type text not null,
  reasons text not null check (reasons in ('all', 'not_approved', 'none')),
  created_at timestamptz not null default clock_timestamp(),
  started_at timestamptz,
  ended_at timestamptz,
  upload_version text,
  execution_id text,
  as_of timestamp,
  file_sha256 text check (file_sha256 ~ '^[0-9a-f]{64}$'),
  input text check (input in ('applications', 'features')),
  rows_read bigint check (rows_read >= 0),
  parts integer check (parts >= 0),
  model_version text references predictions.model_metadata,
  challenger_version text references predictions.model_metadata,
  policy_version text,
  result_bytes bigint,
  problem text,
  detail text,
  primary key (batch_id),
  check ((state in ('refused', 'failed')) = (problem is not null)),
  check (state <> 'done' or result_bytes is not null)
);
comment on table predictions.batches is
  'One row per batch that a client asked for over the API: a file of applications or of features, scored row by row';
comment on column predictions.batches.batch_id is 'Batch, UUIDv7; it begins the keys of its objects in the work bucket';
comment on column predictions.batches.state is
  'created: waits for the upload and the start; running; done: the result can be fetched; refused: the file cannot be scored; failed: a fault of ours';
comment on column predictions.batches.client_id is 'API client that made it';
comment on column predictions.batches.requested_by is 'Who made it: the user where there is one, else the client; nobody else sees it';
comment on column predictions.batches.size_bytes is 'Size of the file as announced, bytes; the upload is signed for it';
comment on column predictions.batches.content_type is 'Media type of the file as announced';
comment on column predictions.batches.reasons is 'Whose scores get reasons: all, not_approved or none';
comment on column predictions.batches.created_at is 'When it was made';
comment on column predictions.batches.started_at is 'When the client started it; null before';
comment on column predictions.batches.ended_at is 'When it was done, refused or failed; null before';
comment on column predictions.batches.upload_version is 'Version of the uploaded object that is scored: a later upload changes nothing';
comment on column predictions.batches.execution_id is 'Execution of batch-scoring that has it; another one leaves it alone';
comment on column predictions.batches.as_of is 'Time that scores of its features speak of, UTC; the same however often a step runs';
comment on column predictions.batches.file_sha256 is 'SHA-256 of the file as uploaded, hex';
comment on column predictions.batches.input is 'applications: ids of stored applications; features: raw features';
comment on column predictions.batches.rows_read is 'Data rows in the file, 0 or more; null before they are counted';
comment on column predictions.batches.parts is 'Parts that the file was split into; null before';
comment on column predictions.batches.model_version is 'Champion when it began, which scores all of it';
comment on column predictions.batches.challenger_version is 'Challenger when it began, which shadows it; null without one';
comment on column predictions.batches.policy_version is 'Decision policy in config/policy';
comment on column predictions.batches.result_bytes is 'Size of the result file, bytes; null before it is done';
comment on column predictions.batches.problem is 'Name of what keeps it from being scored, where it was refused or failed';
comment on column predictions.batches.detail is 'The same in words; no delivered value';

create index batches_client on predictions.batches (client_id, batch_id desc);

create table predictions.batch_parts (
  batch_id uuid not null references predictions.batches,
  part integer not null check (part >= 1),
  scored integer not null check (scored >= 0),
  failed integer not null check (failed >= 0),
  errors jsonb not null default '{}',
  stored_at timestamptz not null default clock_timestamp(),
  primary key (batch_id, part)
);
comment on table predictions.batch_parts is
  'One row per part of a batch whose evidence is stored, in the transaction that stores it: a part is stored once or not';
comment on column predictions.batch_parts.batch_id is 'Batch';
comment on column predictions.batch_parts.part is 'Part, 1 or more';
comment on column predictions.batch_parts.scored is 'Rows of the part that have a score';
comment on column predictions.batch_parts.failed is 'Rows of the part that have none';
comment on column predictions.batch_parts.errors is 'Reason to rows that failed for it';
comment on column predictions.batch_parts.stored_at is 'When it was stored';

grant select, insert on predictions.batches to risk_api_score;
grant update (state, started_at, upload_version) on predictions.batches to risk_api_score;
grant select on predictions.batch_parts to risk_api_score;
grant select, update on predictions.batches to risk_etl;
grant select, insert on predictions.batch_parts to risk_etl;

-- Scores of such a file are a source of their own: `batch` stays the daily run, which scores an application once a run.
alter table predictions.risk_scores
  drop constraint risk_scores_source_check,
  add constraint risk_scores_source_check check (source in ('api', 'batch', 'file'));
comment on column predictions.risk_scores.source is
  'api: asked for over HTTP; batch: scored by the daily run; file: a row of a batch that a client uploaded';
comment on column predictions.risk_scores.client_id is 'API client; null for batch';

-- A snapshot of sixty features is just large enough to be compressed: lz4 does it several times faster than pglz, where
-- the server was built with it, as Aurora is.
do $$
begin
  if exists (select from pg_settings where name = 'default_toast_compression' and 'lz4' = any (enumvals)) then
    alter table predictions.risk_scores
      alter column features set compression lz4,
      alter column lineage set compression lz4,
      alter column reasons set compression lz4;
  end if;
end
$$;
