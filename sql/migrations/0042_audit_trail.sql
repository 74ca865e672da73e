-- The audit trail: which rows are to be recorded in the write-once bucket, and the book of what was recorded.

-- The transaction of a row says whether everything before it is visible: times and sequences do not, because they are
-- not the order of commits. The column is added without a default, so that no row is written again: null is a score
-- from before this migration. Writers do not name it, so that releases before this one fill it too.
alter table predictions.risk_scores add column transaction_id bigint;
alter table predictions.risk_scores
  alter column transaction_id set default cast(cast(pg_current_xact_id() as text) as bigint);
-- `not valid`: rows so far have none, and are not read again.
alter table predictions.risk_scores
  add constraint risk_scores_transaction_check check (transaction_id is not null) not valid;
comment on column predictions.risk_scores.transaction_id is
  'Transaction that stored the row, set by the database; null for rows before migration 0042';

alter table predictions.overrides
  add column transaction_id bigint not null default cast(cast(pg_current_xact_id() as text) as bigint);
comment on column predictions.overrides.transaction_id is
  'Transaction that stored the row, set by the database; that of migration 0042 for rows before it';
create index overrides_transaction on predictions.overrides (transaction_id);

alter table audit.events
  add column transaction_id bigint not null default cast(cast(pg_current_xact_id() as text) as bigint);
comment on column audit.events.transaction_id is
  'Transaction that wrote the event, set by the database; that of migration 0042 for events before it';
create index events_transaction on audit.events (transaction_id);

create table audit.deletions (
  deletion_id bigint generated always as identity,
  relation text not null,
  row_id text not null,
  role text not null default session_user,
  deleted_at timestamptz not null default clock_timestamp(),
  transaction_id bigint not null default cast(cast(pg_current_xact_id() as text) as bigint),
  primary key (deletion_id)
);
comment on table audit.deletions is
  'One row per deleted score, override or unstarted batch: its id and nothing else of it. Rows are never changed';
comment on column audit.deletions.deletion_id is 'Deletion, in order of writing';
comment on column audit.deletions.relation is 'Table of the deleted row, with its schema';
comment on column audit.deletions.row_id is 'Key of the deleted row';
comment on column audit.deletions.role is 'Database role that deleted it';
comment on column audit.deletions.deleted_at is 'When';
comment on column audit.deletions.transaction_id is 'Transaction that deleted it';
create index deletions_transaction on audit.deletions (transaction_id);
create index deletions_row on audit.deletions (row_id);

create function audit.record_deletion() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  insert into audit.deletions (relation, row_id)
  values (format('%s.%s', tg_table_schema, tg_table_name), to_jsonb(old) ->> tg_argv[0]);
  return null;
end
$$;
comment on function audit.record_deletion is
  'After delete: records the key of the deleted row. Its argument is the name of the column with the key';
create trigger record_deletion after delete on predictions.risk_scores
  for each row execute function audit.record_deletion('prediction_id');
create trigger record_deletion after delete on predictions.overrides
  for each row execute function audit.record_deletion('override_id');
create trigger record_deletion after delete on predictions.batches
  for each row execute function audit.record_deletion('batch_id');

create table audit.watermarks (
  horizon bigint not null,
  taken_at timestamptz not null,
  transaction_id bigint,
  primary key (transaction_id)
);
comment on table audit.watermarks is
  'One row per look of the trail''s writer at the running transactions. Rows are never changed';
comment on column audit.watermarks.horizon is 'Every transaction below it had ended at taken_at';
comment on column audit.watermarks.taken_at is 'When';
comment on column audit.watermarks.transaction_id is 'Every transaction above it began to write after taken_at';

-- Scores have a transaction once this migration has ended, so all of them are from after this time.
insert into audit.watermarks (horizon, taken_at, transaction_id)
values (0, clock_timestamp(), cast(cast(pg_current_xact_id() as text) as bigint));

create table audit.entries (
  entry_id uuid,
  sequence bigint not null check (sequence >= 1),
  kind text not null check (kind in ('decisions', 'earlier_decisions', 'overrides', 'events', 'deletions', 'restored',
    'opened')),
  from_transaction bigint,
  to_transaction bigint,
  from_time timestamptz,
  to_time timestamptz,
  planned_at timestamptz not null default clock_timestamp(),
  primary key (entry_id)
);
comment on table audit.entries is
  'One row per planned entry of the trail, written before the entry: an entry that this table does not know was written before the database was restored. Rows are never changed';
comment on column audit.entries.entry_id is 'Entry';
comment on column audit.entries.sequence is 'Its number in the chain, 1 or more; two writers can plan the same, and one of them gets it';
comment on column audit.entries.kind is
  'What it records: decisions, earlier_decisions (before migration 0042), overrides, events, deletions; restored: that the database has lost entries; opened: that a new bucket continues the chain';
comment on column audit.entries.from_transaction is 'First transaction that it covers; null for earlier decisions';
comment on column audit.entries.to_transaction is 'Last transaction that it covers; null for earlier decisions';
comment on column audit.entries.from_time is 'Time of its first row; of earlier decisions the time after which they were made';
comment on column audit.entries.to_time is 'Time of its last row';
comment on column audit.entries.planned_at is 'When it was planned';

create index entries_transactions on audit.entries (kind, to_transaction);

create table audit.heads (
  sequence bigint,
  entry_id uuid not null unique references audit.entries,
  sha256 text not null check (sha256 ~ '^[0-9a-f]{64}$'),
  recorded_at timestamptz not null default clock_timestamp(),
  primary key (sequence)
);
comment on table audit.heads is
  'One row per entry that is in the trail: the database''s own record of the chain. Rows are never changed';
comment on column audit.heads.sequence is 'Number in the chain';
comment on column audit.heads.entry_id is 'Entry';
comment on column audit.heads.sha256 is 'SHA-256 of the chain''s object, hex; the next entry repeats it';
comment on column audit.heads.recorded_at is 'When it was recorded';

create trigger refuse_change before update or delete or truncate on audit.deletions
  for each statement execute function audit.refuse_change();
create trigger refuse_change before update or delete or truncate on audit.watermarks
  for each statement execute function audit.refuse_change();
create trigger refuse_change before update or delete or truncate on audit.entries
  for each statement execute function audit.refuse_change();
create trigger refuse_change before update or delete or truncate on audit.heads
  for each statement execute function audit.refuse_change();
