-- Limits of batches per caller, and secrets of their prediction ids.

-- The ids of a batch's predictions are computed from this secret, so that nobody who knows one id knows another.
alter table predictions.batches add column id_secret uuid not null default gen_random_uuid();
comment on column predictions.batches.id_secret is
  'Random secret from which the ids of its predictions are computed; only the batch workflow reads it';
revoke select on predictions.batches from risk_api_score;
grant select (
  batch_id, state, client_id, requested_by, size_bytes, content_type, reasons, created_at, started_at, ended_at,
  upload_version, execution_id, as_of, file_sha256, input, rows_read, parts, model_version, challenger_version,
  policy_version, result_bytes, problem, detail
) on predictions.batches to risk_api_score;

create index batches_unstarted on predictions.batches (created_at) where state = 'created';
create index batches_started on predictions.batches (started_at) where state <> 'created';

-- A batch that was not started in time is deleted. Others are the record of what was scored, and stay.
create function predictions.refuse_started_batch() returns trigger language plpgsql as $$
begin
  if old.state = 'created' then
    return old;
  end if;
  raise exception 'a started batch is evidence: deleting % is refused', old.batch_id
    using errcode = 'insufficient_privilege';
end
$$;
comment on function predictions.refuse_started_batch is 'Before delete: only a batch that was not started may be deleted';
create trigger refuse_started_batch before delete on predictions.batches
  for each row execute function predictions.refuse_started_batch();
grant delete on predictions.batches to risk_api_score;

-- One statement takes the lock and counts after it: a count in the statement that waits for the lock would be older.
create function predictions.lock_batches() returns void language sql as $$
  select pg_advisory_xact_lock(hashtextextended('predictions.batches', 0))
$$;
comment on function predictions.lock_batches is 'Serialises the creation and the start of batches until the transaction ends';
revoke execute on function predictions.lock_batches from public;
grant execute on function predictions.lock_batches to risk_api_score;

create function predictions.create_batch(
  batch_id uuid, client_id text, requested_by text, size_bytes bigint, content_type text, reasons text,
  max_unstarted integer, unstarted_seconds integer
) returns integer language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
  expired timestamptz := clock_timestamp() - make_interval(secs => unstarted_seconds);
  retry_after_seconds integer;
begin
  perform predictions.lock_batches();
  delete from predictions.batches as stored where stored.state = 'created' and stored.created_at <= expired;
  select greatest(1, ceil(extract(epoch from min(stored.created_at) - expired)))
  into retry_after_seconds
  from predictions.batches as stored
  where stored.state = 'created' and stored.client_id = create_batch.client_id
    and stored.requested_by = create_batch.requested_by and stored.batch_id <> create_batch.batch_id
  having count(*) >= max_unstarted;
  if retry_after_seconds is null then
    insert into predictions.batches as stored (batch_id, client_id, requested_by, size_bytes, content_type, reasons)
    values (create_batch.batch_id, create_batch.client_id, create_batch.requested_by, create_batch.size_bytes,
      create_batch.content_type, create_batch.reasons)
    on conflict do nothing;
  end if;
  return retry_after_seconds;
end
$$;
comment on function predictions.create_batch is
  'Creates a batch and returns null, or the seconds until the caller may create one. Deletes expired unstarted batches';
revoke execute on function predictions.create_batch from public;
grant execute on function predictions.create_batch to risk_api_score;

create function predictions.start_batch(
  batch_id uuid, client_id text, requested_by text, upload_version text, max_running integer,
  max_running_of_caller integer, max_rows_of_caller_per_day bigint, max_batch_rows bigint, min_batch_rows bigint,
  timeout_seconds integer
) returns table (refusal text, retry_after_seconds integer)
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
  -- A running batch ends within minutes, and its rows are counted even sooner.
  pause_seconds constant integer := 60;
  running integer;
  running_of_caller integer;
  is_counted boolean;
  free_after_seconds integer;
begin
  perform predictions.lock_batches();
  if not exists (
    select from predictions.batches as stored
    where stored.batch_id = start_batch.batch_id and stored.client_id = start_batch.client_id
      and stored.requested_by = start_batch.requested_by and stored.state = 'created'
  ) then
    return;
  end if;
  with started as (
    select stored.started_at, stored.rows_read,
      stored.client_id = start_batch.client_id and stored.requested_by = start_batch.requested_by as is_own,
      stored.state = 'running'
        and stored.started_at > clock_timestamp() - make_interval(secs => timeout_seconds) as is_running
    from predictions.batches as stored
    where stored.state <> 'created' and stored.started_at > clock_timestamp() - interval '1 day'
  ), counted as (
    select started_at, is_running and rows_read is null as is_uncounted, sum(
      case
        when is_running and rows_read is null then max_batch_rows
        else greatest(coalesce(rows_read, 0), min_batch_rows)
      end
    ) over (order by started_at desc rows unbounded preceding) as rows_since
    from started
    where is_own
  )
  select
    (select count(*) from started where is_running),
    (select count(*) from started where is_running and is_own),
    not exists (select from counted where is_uncounted),
    -- Room for a whole batch is free when the newest batch that is too much has been started a day ago.
    (
      select max(greatest(1, ceil(extract(epoch from started_at + interval '1 day' - clock_timestamp()))))
      from counted
      where rows_since + max_batch_rows > max_rows_of_caller_per_day
    )
  into running, running_of_caller, is_counted, free_after_seconds;
  if running_of_caller >= max_running_of_caller then
    return query select 'running_of_caller', pause_seconds;
  elsif running >= max_running then
    return query select 'running', pause_seconds;
  elsif free_after_seconds is not null then
    return query select 'rows_of_caller_per_day', case when is_counted then free_after_seconds else pause_seconds end;
  else
    update predictions.batches as stored
    set state = 'running', started_at = clock_timestamp(), upload_version = start_batch.upload_version
    where stored.batch_id = start_batch.batch_id;
  end if;
end
$$;
comment on function predictions.start_batch is
  'Starts a batch of the caller that is not started, or returns the limit that refuses it and the seconds to wait';
revoke execute on function predictions.start_batch from public;
grant execute on function predictions.start_batch to risk_api_score;
