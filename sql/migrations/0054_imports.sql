-- Imports: a lender's own files that a person uploads, corrects and delivers in the browser. Documents are in S3
-- (lambdas/onboarding/contract/import-state.ts); a row holds no value of a file.

create schema onboarding;
grant usage on schema onboarding to risk_import;

create table onboarding.imports (
  import_id uuid,
  state text not null default 'uploading' check (state in (
    'uploading', 'profiling', 'proposed', 'checking', 'checked', 'delivering', 'delivered', 'refused', 'failed', 'cancelled'
  )),
  client_id text not null,
  requested_by text not null,
  mapping_name text not null check (mapping_name ~ '^[a-z0-9][a-z0-9-]{0,39}$'),
  files jsonb not null,
  total_bytes bigint not null check (total_bytes > 0),
  idempotency_key text,
  request_sha256 text not null check (request_sha256 ~ '^[0-9a-f]{64}$'),
  created_at timestamptz not null default clock_timestamp(),
  changed_at timestamptz not null default clock_timestamp(),
  ended_at timestamptz,
  work_id uuid,
  progress jsonb,
  problem text,
  detail text,
  deliveries jsonb,
  primary key (import_id),
  check (state not in ('refused', 'failed') or problem is not null)
);
comment on table onboarding.imports is
  'One row per import that a person made in the browser: whose it is, its files by name and size, and how far it is';
comment on column onboarding.imports.import_id is 'Import, UUIDv7; it begins the keys of its objects';
comment on column onboarding.imports.state is
  'uploading, profiling, proposed, checking, checked, delivering; ends: delivered, refused (its files cannot be read), failed (a fault of ours), cancelled';
comment on column onboarding.imports.client_id is 'API client that made it';
comment on column onboarding.imports.requested_by is 'Person who made it; nobody else sees it';
comment on column onboarding.imports.mapping_name is 'Name of the mapping that comes of it';
comment on column onboarding.imports.files is 'Files: number, name, size_bytes, and the upload_id of S3 while they are uploaded';
comment on column onboarding.imports.total_bytes is 'Bytes of all files as announced';
comment on column onboarding.imports.idempotency_key is 'Key of the request that made it; null without';
comment on column onboarding.imports.request_sha256 is 'SHA-256 of name and files as announced, hex: a repeated key must have the same';
comment on column onboarding.imports.created_at is 'When it was made';
comment on column onboarding.imports.changed_at is 'When its state or its progress changed last';
comment on column onboarding.imports.ended_at is 'When it was delivered, refused, failed or cancelled; null before';
comment on column onboarding.imports.work_id is 'Work that import-raw-file does for it, or did last; older work ends without a trace';
comment on column onboarding.imports.progress is 'How far the work is: done_bytes, total_bytes, rows';
comment on column onboarding.imports.problem is 'Name of what keeps it from going on; null without';
comment on column onboarding.imports.detail is 'The same in words for the person; no value of a file';
comment on column onboarding.imports.deliveries is 'Delivered days: as_of, table, rows; null before';

create index imports_caller on onboarding.imports (client_id, requested_by, import_id desc);
create unique index imports_key on onboarding.imports (client_id, requested_by, idempotency_key);

create function onboarding.refuse_other_change() returns trigger language plpgsql as $$
begin
  raise exception 'import % has ended as %', old.import_id, old.state using errcode = 'insufficient_privilege';
end
$$;
comment on function onboarding.refuse_other_change is 'Before update: an import that has ended stays as it is';
create trigger refuse_other_change before update on onboarding.imports
  for each row when (old.state in ('delivered', 'refused', 'failed', 'cancelled'))
  execute function onboarding.refuse_other_change();

grant select, insert on onboarding.imports to risk_import;
grant update (state, files, changed_at, ended_at, work_id, progress, problem, detail, deliveries)
  on onboarding.imports to risk_import;

create function onboarding.lock_imports() returns void language sql as $$
  select pg_advisory_xact_lock(hashtextextended('onboarding.imports', 0))
$$;
comment on function onboarding.lock_imports is
  'Serialises the creation of imports and the start of their work until the transaction ends';
grant execute on function onboarding.lock_imports to risk_import;

-- Both functions take the lock and count after it: a count in the statement that waits for the lock would be older.
create function onboarding.create_import(
  import_id uuid, client_id text, requested_by text, mapping_name text, files jsonb, total_bytes bigint,
  idempotency_key text, request_sha256 text, max_open_of_caller integer, max_bytes_of_caller_per_day bigint,
  retention_days integer
) returns table (refusal text, retry_after_seconds integer)
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
  open_of_caller integer;
  free_after_seconds integer;
begin
  perform onboarding.lock_imports();
  if exists (
    select from onboarding.imports as stored
    where stored.import_id = create_import.import_id
      or (stored.client_id = create_import.client_id and stored.requested_by = create_import.requested_by
        and stored.idempotency_key = create_import.idempotency_key)
  ) then
    return;
  end if;
  with own as (
    select stored.created_at, stored.ended_at,
      sum(stored.total_bytes) over (order by stored.created_at desc rows unbounded preceding) as bytes_since
    from onboarding.imports as stored
    where stored.client_id = create_import.client_id and stored.requested_by = create_import.requested_by
      and stored.created_at > clock_timestamp() - make_interval(days => greatest(1, retention_days))
  )
  select
    count(*) filter (where ended_at is null),
    -- Room is free when the newest import that is too much has been made a day ago.
    max(greatest(1, ceil(extract(epoch from created_at + interval '1 day' - clock_timestamp()))))
      filter (where created_at > clock_timestamp() - interval '1 day'
        and bytes_since + create_import.total_bytes > max_bytes_of_caller_per_day)
  into open_of_caller, free_after_seconds
  from own;
  if open_of_caller >= max_open_of_caller then
    return query select 'open_of_caller', 60;
  elsif free_after_seconds is not null then
    return query select 'bytes_of_caller_per_day', free_after_seconds;
  else
    insert into onboarding.imports
      (import_id, client_id, requested_by, mapping_name, files, total_bytes, idempotency_key, request_sha256)
    values (create_import.import_id, create_import.client_id, create_import.requested_by, create_import.mapping_name,
      create_import.files, create_import.total_bytes, create_import.idempotency_key, create_import.request_sha256);
  end if;
end
$$;
comment on function onboarding.create_import is
  'Creates an import, or returns the limit that refuses it and the seconds to wait. A repeated call changes nothing';
grant execute on function onboarding.create_import to risk_import;

create function onboarding.start_work(
  import_id uuid, client_id text, requested_by text, work_id uuid, from_states text[], to_state text,
  max_running integer, max_running_of_caller integer, timeout_seconds integer
) returns table (refusal text, retry_after_seconds integer)
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
  running integer;
  running_of_caller integer;
begin
  perform onboarding.lock_imports();
  select count(*),
    count(*) filter (where stored.client_id = start_work.client_id and stored.requested_by = start_work.requested_by)
  into running, running_of_caller
  from onboarding.imports as stored
  where stored.state in ('profiling', 'checking', 'delivering') and stored.import_id <> start_work.import_id
    and stored.changed_at > clock_timestamp() - make_interval(secs => timeout_seconds);
  if running_of_caller >= max_running_of_caller then
    return query select 'running_of_caller', 30;
  elsif running >= max_running then
    return query select 'running', 30;
  else
    update onboarding.imports as stored
    set state = to_state, work_id = start_work.work_id, changed_at = clock_timestamp(), progress = null, problem = null,
      detail = null
    where stored.import_id = start_work.import_id and stored.client_id = start_work.client_id
      and stored.requested_by = start_work.requested_by and stored.state = any (from_states);
  end if;
end
$$;
comment on function onboarding.start_work is
  'Gives an import of the caller to import-raw-file, or returns the limit that refuses it and the seconds to wait';
grant execute on function onboarding.start_work to risk_import;
