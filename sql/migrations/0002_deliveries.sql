-- What is written down of each delivery: its files, the rows it was refused for, what it replaced and what it declared.

create table staging.superseded_rows (
  table_name text not null,
  key text not null,
  replaced_by_run uuid not null,
  replaced_at timestamptz not null default now(),
  row jsonb not null,
  primary key (table_name, key, replaced_by_run)
);
comment on table staging.superseded_rows is
  'One row per staging row that a later run corrected, and per attribute it declared anew: the version it replaced';
comment on column staging.superseded_rows.table_name is 'Staging table';
comment on column staging.superseded_rows.key is 'Primary key of the row, values joined by ''/''';
comment on column staging.superseded_rows.replaced_by_run is 'Run that brought the correction';
comment on column staging.superseded_rows.replaced_at is 'When it was replaced';
comment on column staging.superseded_rows.row is 'The earlier version, with its own run, file and line';

create table staging.loads (
  run_id uuid not null,
  table_name text not null,
  file text not null,
  sha256 text not null,
  size_bytes bigint not null,
  mode text not null check (mode in ('full', 'delta')),
  rows_delivered bigint not null,
  rows_rejected_unparsed bigint not null,
  prepared_at timestamptz not null default now(),
  primary key (run_id, table_name, file)
);
comment on table staging.loads is
  'One row per run and delivered file: the file as delivered, and what could not even be parsed';
comment on column staging.loads.run_id is 'Run';
comment on column staging.loads.table_name is 'Staging table the file is for';
comment on column staging.loads.file is 'File name in the delivery';
comment on column staging.loads.sha256 is 'SHA-256 of the file as delivered, hex';
comment on column staging.loads.size_bytes is 'Size of the file as delivered, bytes';
comment on column staging.loads.mode is 'full: what is missing ended; delta: only changes';
comment on column staging.loads.rows_delivered is 'Data rows in the file, 0 or more';
comment on column staging.loads.rows_rejected_unparsed is 'Rows refused before they reached the database, of rows_delivered';
comment on column staging.loads.prepared_at is 'When the file was prepared';

create table staging.rejected_rows (
  run_id uuid not null,
  table_name text not null,
  file text not null,
  line bigint not null,
  reason text not null,
  row jsonb,
  rejected_at timestamptz not null default now(),
  primary key (run_id, table_name, file, line, reason)
);
comment on table staging.rejected_rows is
  'One row per refused row and reason; personal fields are gone before it is written';
comment on column staging.rejected_rows.run_id is 'Run';
comment on column staging.rejected_rows.table_name is 'Staging table the row was for';
comment on column staging.rejected_rows.file is 'File name in the delivery';
comment on column staging.rejected_rows.line is 'Line of the file, counted from 1 with the header as line 1';
comment on column staging.rejected_rows.reason is 'Why it was refused: a short name, such as duplicate_key or unknown_customer';
comment on column staging.rejected_rows.row is 'The row as delivered, without personal fields; null where it could not be split into fields';
comment on column staging.rejected_rows.rejected_at is 'When it was refused';

create table staging.attributes (
  table_name text not null check (table_name in ('customers', 'loan_applications')),
  name text not null check (name ~ '^[A-Za-z0-9_][A-Za-z0-9_ .-]{0,49}$'),
  type text not null check (type in ('number', 'category')),
  use text not null check (use in ('model', 'fairness', 'ignore')),
  label text,
  reason text,
  run_id uuid not null,
  declared_at timestamptz not null default now(),
  primary key (table_name, name)
);
comment on table staging.attributes is
  'One row per extra column that a lender declares; the newest declaration counts';
comment on column staging.attributes.table_name is 'Staging table that has the column';
comment on column staging.attributes.name is 'Column name; the feature is customer_<name> or application_<name>';
comment on column staging.attributes.type is 'number or category';
comment on column staging.attributes.use is 'model: a feature; fairness: measured only; ignore: kept only';
comment on column staging.attributes.label is 'Plain name for people';
comment on column staging.attributes.reason is 'Plain words for an adverse-action reason';
comment on column staging.attributes.run_id is 'Run whose manifest declared it';
comment on column staging.attributes.declared_at is 'When it was declared';

-- What may end: tables of a run that were delivered in full, whole enough to tell what is missing.
create view staging.full_deliveries as
select distinct run_id, table_name
from staging.loads
where mode = 'full'
  -- A refused row that says of no customer could be any row: then nothing is known to be missing.
  and not exists (
    select from staging.rejected_rows refused
    where refused.run_id = loads.run_id and refused.table_name = loads.table_name
      and btrim(coalesce(refused.row ->> 'customer_id', '')) = ''
  );
comment on view staging.full_deliveries is
  'One row per run and table that was delivered in full, without a refused row of which nobody can tell whose it is';
comment on column staging.full_deliveries.run_id is 'Run';
comment on column staging.full_deliveries.table_name is 'Staging table';

create view staging.refused_customers as
select distinct run_id, table_name, row ->> 'customer_id' as customer_id
from staging.rejected_rows
where row ->> 'customer_id' is not null and reason <> 'duplicate_key';
comment on view staging.refused_customers is
  'One row per run, table and customer with a refused row: what of theirs is not accepted is not known to be missing';
comment on column staging.refused_customers.run_id is 'Run';
comment on column staging.refused_customers.table_name is 'Staging table';
comment on column staging.refused_customers.customer_id is 'Customer as delivered';


grant select, insert, delete on staging.superseded_rows to risk_etl;
grant select, insert, update, delete on staging.loads, staging.rejected_rows, staging.attributes to risk_etl;
grant select on staging.full_deliveries, staging.refused_customers to risk_etl;
-- An attribute is a model input, and its label and reason are shown with a score.
grant select on staging.attributes to risk_api_score, risk_training;
grant select, update, delete on staging.superseded_rows, staging.rejected_rows to risk_privacy;
