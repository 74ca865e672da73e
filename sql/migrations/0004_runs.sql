-- Analytics: runs, their quality, and which of them are published. Readers see a run's rows once analytics.publications
-- has its row.

create schema analytics;
comment on schema analytics is 'Runs of the daily ETL, features, quality results, and which runs are published';

create table analytics.runs (
  run_id uuid,
  as_of date not null,
  execution_id text not null,
  manifest_etag text,
  state text not null default 'running' check (state in ('running', 'published', 'refused', 'gate_failed', 'failed', 'abandoned')),
  fencing_token bigint not null generated always as identity,
  opened_at timestamptz not null default now(),
  closed_at timestamptz,
  outcome jsonb,
  primary key (run_id),
  unique (execution_id, as_of)
);
comment on table analytics.runs is
  'One row per run of the daily ETL: one delivery, from opening to its end';
comment on column analytics.runs.run_id is 'Run, UUIDv7';
comment on column analytics.runs.as_of is 'as_of of the delivery';
comment on column analytics.runs.execution_id is 'Execution of the daily workflow that opened it';
comment on column analytics.runs.manifest_etag is 'ETag of the manifest it read; a second delivery of a day has another';
comment on column analytics.runs.state is 'running, published, refused (bad delivery), gate_failed (quality), failed (a fault) or abandoned (its execution died)';
comment on column analytics.runs.fencing_token is 'Grows with every run: a write with an older token is late';
comment on column analytics.runs.opened_at is 'When it was opened';
comment on column analytics.runs.closed_at is 'When it ended; null while running';
comment on column analytics.runs.outcome is 'What it did or why it stopped: counts and reasons, no personal values';

-- One run at a time: opening a second fails here, whatever the code above believes.
create unique index runs_one_running on analytics.runs ((true)) where state = 'running';
create index runs_as_of on analytics.runs (as_of);

create table analytics.publications (
  run_id uuid references analytics.runs,
  as_of date not null,
  published_at timestamptz not null default clock_timestamp(),
  rows bigint not null,
  primary key (run_id)
);
comment on table analytics.publications is
  'One row per published run. Inserting it is what publishes: readers join on it';
comment on column analytics.publications.run_id is 'Published run';
comment on column analytics.publications.as_of is 'as_of of its delivery';
comment on column analytics.publications.published_at is 'When it was published';
comment on column analytics.publications.rows is 'Rows of risk_features it published, 0 or more';

create table analytics.quality_results (
  run_id uuid not null references analytics.runs,
  check_name text not null,
  severity text not null check (severity in ('stop', 'warn')),
  failed_rows bigint not null,
  total_rows bigint not null,
  pass boolean not null,
  sample_keys jsonb not null default '[]',
  checked_at timestamptz not null default now(),
  description text not null,
  primary key (run_id, check_name)
);
comment on table analytics.quality_results is
  'One row per quality check and run';
comment on column analytics.quality_results.run_id is 'Run';
comment on column analytics.quality_results.check_name is 'Check: the file''s name in sql/quality';
comment on column analytics.quality_results.severity is 'stop: a failure keeps the run from being published; warn: it is only shown';
comment on column analytics.quality_results.failed_rows is 'Rows that fail, 0 to total_rows';
comment on column analytics.quality_results.total_rows is 'Rows looked at, 0 or more';
comment on column analytics.quality_results.pass is 'Whether the check passed';
comment on column analytics.quality_results.sample_keys is 'Up to 10 keys of failing rows; keys only, never personal values';
comment on column analytics.quality_results.checked_at is 'When it was checked';
comment on column analytics.quality_results.description is 'What the check looks for, in plain words';

-- Which delivered files a published run's features rest on. Every score keeps it as evidence.
create view analytics.run_lineage as
select run.run_id,
  jsonb_build_object('run_id', run.run_id, 'files', coalesce((
    select jsonb_agg(
      jsonb_build_object('as_of', source.as_of, 'table', file.table_name, 'file', file.file, 'sha256', file.sha256)
      order by source.as_of, source.published_at, file.table_name, file.file)
    from analytics.publications source
    join staging.loads file using (run_id)
    where (source.published_at, source.run_id) <= (run.published_at, run.run_id)
      -- A full delivery of a table says all there is to say: what came before it no longer counts.
      and not exists (
        select from staging.loads whole
        join analytics.publications whole_source using (run_id)
        where whole.table_name = file.table_name and whole.mode = 'full'
          and (whole_source.published_at, whole_source.run_id) > (source.published_at, source.run_id)
          and (whole_source.published_at, whole_source.run_id) <= (run.published_at, run.run_id)
      )
  ), '[]')) as lineage
from analytics.publications run;
comment on view analytics.run_lineage is
  'One row per published run: the delivered files behind its features, since the newest full delivery of each table';
comment on column analytics.run_lineage.run_id is 'Published run';
comment on column analytics.run_lineage.lineage is '{ run_id, files: [{ as_of, table, file, sha256 }] }, oldest delivery first';


grant usage on schema analytics to risk_etl, risk_training, risk_api_score, risk_api_read, risk_privacy;
grant select, insert, update on analytics.runs, analytics.publications, analytics.quality_results to risk_etl;
grant select on analytics.run_lineage to risk_etl, risk_api_score;
grant select on analytics.runs, analytics.publications to risk_training, risk_api_score, risk_api_read;
grant select on analytics.quality_results to risk_api_read;
