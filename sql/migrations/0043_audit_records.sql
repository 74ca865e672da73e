-- Records of the audit trail: ids, times, model, policy, decision and hashes of evidence, and nothing that leads to a
-- person. The functions run as their owner, so that risk_audit reads these records and no row behind them.

create function audit.hash_text(text text) returns text language sql immutable strict parallel safe as $$
  select encode(sha256(convert_to(text, 'UTF8')), 'hex')
$$;
comment on function audit.hash_text is 'SHA-256 of a text in UTF-8, hex';

create function audit.format_time(at timestamptz) returns text language sql stable strict parallel safe as $$
  select to_char(at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')
$$;
comment on function audit.format_time is 'ISO time in UTC with microseconds';

-- The columns stand here one by one: a column that a later migration adds must not change the hash of a stored row.
create function audit.hash_evidence(s predictions.risk_scores) returns text language sql stable parallel safe as $$
  select audit.hash_text(jsonb_build_object(
    'prediction_id', s.prediction_id, 'application_id', s.application_id, 'customer_id', s.customer_id,
    'source', s.source, 'as_of', s.as_of, 'features_as_of', s.features_as_of, 'run_id', s.run_id,
    'features', s.features, 'lineage', s.lineage, 'model_version', s.model_version, 'model_sha256', s.model_sha256,
    'policy_version', s.policy_version, 'pd', s.pd, 'raw', s.raw, 'score', s.score, 'band', s.band,
    'decision', s.decision, 'decided_by', s.decided_by, 'reasons', s.reasons, 'explanation', s.explanation,
    'lgd', s.lgd, 'ead', s.ead, 'expected_loss', s.expected_loss, 'requested_by', s.requested_by,
    'client_id', s.client_id, 'idempotency_key', s.idempotency_key, 'request_sha256', s.request_sha256,
    'scored_at', audit.format_time(s.scored_at), 'stale', s.stale, 'asked', s.asked, 'override_id', s.override_id
  )::text)
$$;
comment on function audit.hash_evidence is
  'SHA-256 of all columns of a score as JSON in PostgreSQL''s canonical form (jsonb), version 1';

create function audit.format_decision(s predictions.risk_scores) returns text language sql stable parallel safe as $$
  select jsonb_build_object(
    'prediction_id', s.prediction_id, 'scored_at', audit.format_time(s.scored_at), 'as_of', s.as_of,
    'source', s.source, 'run_id', s.run_id, 'model_version', s.model_version, 'model_sha256', s.model_sha256,
    'policy_version', s.policy_version, 'pd', s.pd, 'score', s.score, 'band', s.band, 'decision', s.decision,
    'decided_by', s.decided_by, 'override_id', s.override_id, 'transaction_id', s.transaction_id,
    'evidence_sha256', audit.hash_evidence(s)
  )::text
$$;
comment on function audit.format_decision is 'Record of a score, version 1';

create function audit.format_override(o predictions.overrides) returns text language sql stable parallel safe as $$
  select jsonb_build_object(
    'override_id', o.override_id, 'prediction_id', o.prediction_id, 'decision', o.decision, 'overruled', o.overruled,
    'ends', o.ends, 'decided_at', audit.format_time(o.decided_at), 'transaction_id', o.transaction_id,
    'decided_by_sha256', audit.hash_text(o.decided_by),
    'evidence_sha256', audit.hash_text(jsonb_build_object(
      'override_id', o.override_id, 'prediction_id', o.prediction_id, 'decision', o.decision,
      'overruled', o.overruled, 'reason', o.reason, 'decided_by', o.decided_by, 'client_id', o.client_id,
      'decided_at', audit.format_time(o.decided_at), 'idempotency_key', o.idempotency_key,
      'request_sha256', o.request_sha256, 'application', o.application, 'ends', o.ends
    )::text)
  )::text
$$;
comment on function audit.format_override is
  'Record of an override or its end, version 1; who decided and why are in its hashes only';

create function audit.format_event(e audit.events) returns text language sql stable parallel safe as $$
  select jsonb_build_object(
    'event_id', e.event_id, 'at', audit.format_time(e.at), 'role', e.role, 'action', e.action, 'subject', e.subject,
    'from', e.detail ->> 'from', 'to', e.detail ->> 'to', 'sha256', e.detail ->> 'sha256',
    'transaction_id', e.transaction_id, 'actor_sha256', audit.hash_text(e.actor),
    'evidence_sha256', audit.hash_text(jsonb_build_object(
      'event_id', e.event_id, 'at', audit.format_time(e.at), 'role', e.role, 'actor', e.actor, 'action', e.action,
      'subject', e.subject, 'detail', e.detail
    )::text)
  )::text
$$;
comment on function audit.format_event is
  'Record of an audit event, version 1; who acted and what else it says are in its hashes only';

create function audit.format_deletion(d audit.deletions) returns text language sql stable parallel safe as $$
  select jsonb_build_object(
    'deletion_id', d.deletion_id, 'relation', d.relation, 'row_id', d.row_id, 'role', d.role,
    'deleted_at', audit.format_time(d.deleted_at), 'transaction_id', d.transaction_id
  )::text
$$;
comment on function audit.format_deletion is 'Record of a deletion, version 1';

create view audit.recordable_rows as
select 'decisions' as kind, transaction_id, scored_at as at, prediction_id::text as row_id
from predictions.risk_scores where transaction_id is not null
union all
select 'overrides', transaction_id, decided_at, override_id::text from predictions.overrides
union all
select 'events', transaction_id, at, event_id::text from audit.events
union all
select 'deletions', transaction_id, deleted_at, deletion_id::text from audit.deletions;
comment on view audit.recordable_rows is 'One row per row that the trail records, without the decisions before migration 0042';
comment on column audit.recordable_rows.kind is 'Kind of the entries that record it';
comment on column audit.recordable_rows.transaction_id is 'Transaction that stored it';
comment on column audit.recordable_rows.at is 'When it was stored';
comment on column audit.recordable_rows.row_id is 'Its key';

create function audit.take_watermark() returns audit.watermarks
language sql security definer set search_path = pg_catalog, pg_temp as $$
  -- In this order: the snapshot, the time, and then the transaction's own id.
  insert into audit.watermarks (horizon, taken_at, transaction_id)
  values (cast(cast(pg_snapshot_xmin(pg_current_snapshot()) as text) as bigint), clock_timestamp(),
    cast(cast(pg_current_xact_id() as text) as bigint))
  returning *
$$;
comment on function audit.take_watermark is
  'Notes which transactions have ended. Call it as the only statement of its transaction';

create function audit.plan_window(from_transaction bigint) returns table (horizon bigint, from_time text, to_time text)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  with since as (
    select coalesce(
      (select max(taken_at) from audit.watermarks where transaction_id <= from_transaction),
      (select min(taken_at) from audit.watermarks)
    ) as at
  )
  select w.horizon, audit.format_time(since.at - interval '5 minutes'), audit.format_time(w.taken_at)
  from audit.watermarks w, since
  where w.horizon > from_transaction
  -- The first one an hour later, so that a backlog is recorded hour by hour, or else the newest.
  order by w.taken_at >= since.at + interval '1 hour' desc,
    case when w.taken_at >= since.at + interval '1 hour' then w.taken_at end,
    w.taken_at desc
  limit 1
$$;
comment on function audit.plan_window is
  'Next transactions to record from one on: those below the horizon, whose rows were stored between the times. Five minutes allow for clocks that differ, and for a row whose time was read before its transaction had an id. None where no transaction has ended since';

create function audit.plan_entries(
  kind text, from_transaction bigint, horizon bigint, from_time timestamptz, to_time timestamptz, max_rows bigint
) returns table (rows bigint, to_transaction bigint, first_time text, last_time text)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  with transactions as (
    select transaction_id, count(*) as rows, min(at) as first_time, max(at) as last_time
    from audit.recordable_rows r
    where r.kind = plan_entries.kind and r.transaction_id >= plan_entries.from_transaction
      and r.transaction_id < plan_entries.horizon
      and r.at >= plan_entries.from_time and r.at <= plan_entries.to_time
    group by transaction_id
  ), counted as (
    select *, sum(rows) over (order by transaction_id) - rows as rows_before from transactions
  )
  select cast(sum(rows) as bigint), max(transaction_id), audit.format_time(min(first_time)),
    audit.format_time(max(last_time))
  from counted
  group by div(rows_before, max_rows)
  order by 2
$$;
comment on function audit.plan_entries is
  'Divides the rows of ended transactions into entries of about so many rows. A transaction is never divided';

create function audit.plan_earlier_decisions(from_time timestamptz, max_rows bigint)
returns table (rows bigint, to_time text)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select count(*), audit.format_time(max(scored_at))
  from (
    select scored_at
    from predictions.risk_scores
    where transaction_id is null and scored_at > from_time
      and scored_at <= (select min(taken_at) + interval '5 minutes' from audit.watermarks)
    order by scored_at
    limit max_rows
  ) earliest
$$;
comment on function audit.plan_earlier_decisions is
  'Next decisions before migration 0042: about so many, made after a time. Rows of the same time stay together';

create function audit.find_oldest_unrecorded(kind text, from_transaction bigint, from_time timestamptz)
returns text language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select audit.format_time(min(at))
  from audit.recordable_rows r
  where r.kind = find_oldest_unrecorded.kind and r.transaction_id >= find_oldest_unrecorded.from_transaction
    and r.at >= find_oldest_unrecorded.from_time
$$;
comment on function audit.find_oldest_unrecorded is 'Time of the oldest row of a kind that the trail does not have yet; null without one';

create function audit.list_unrecorded(kind text, from_time timestamptz, to_time timestamptz)
returns table (row_id text, at text) language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select r.row_id, audit.format_time(r.at)
  from audit.recordable_rows r
  left join lateral (
    select e.from_transaction, e.from_time, e.to_time
    from audit.entries e
    join audit.heads using (entry_id)
    where e.kind = list_unrecorded.kind and e.to_transaction >= r.transaction_id
    order by e.to_transaction
    limit 1
  ) entry on true
  where r.kind = list_unrecorded.kind and r.at >= list_unrecorded.from_time and r.at < list_unrecorded.to_time
    and r.transaction_id <= (
      select max(e.to_transaction) from audit.entries e join audit.heads using (entry_id)
      where e.kind = list_unrecorded.kind
    )
    and not coalesce(entry.from_transaction <= r.transaction_id
      and (list_unrecorded.kind <> 'decisions' or r.at between entry.from_time and entry.to_time), false)
  order by r.at
  limit 20
$$;
comment on function audit.list_unrecorded is
  'The first 20 rows of a kind, stored between two times, that are in no entry although later transactions are';

create function audit.find_entry(prediction_id uuid) returns bigint
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select heads.sequence
  from predictions.risk_scores s
  join audit.entries e on case
    when s.transaction_id is null
      then e.kind = 'earlier_decisions' and s.scored_at > e.from_time and s.scored_at <= e.to_time
    else e.kind = 'decisions' and s.transaction_id between e.from_transaction and e.to_transaction
  end
  join audit.heads using (entry_id)
  where s.prediction_id = find_entry.prediction_id
$$;
comment on function audit.find_entry is 'Number of the entry that records a prediction; null where none does';

create function audit.list_missing(kind text, row_ids jsonb) returns table (row_id text)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select id from jsonb_array_elements_text(row_ids) id
  where case kind
    when 'overrides' then not exists (select from predictions.overrides where override_id = cast(id as uuid))
    when 'events' then not exists (select from audit.events where event_id = cast(id as bigint))
    when 'deletions' then not exists (select from audit.deletions where deletion_id = cast(id as bigint))
    else not exists (select from predictions.risk_scores where prediction_id = cast(id as uuid))
  end
$$;
comment on function audit.list_missing is 'Those of the ids of a kind that the database does not have';

create function audit.list_records(
  kind text, from_transaction bigint, to_transaction bigint, from_time timestamptz, to_time timestamptz
) returns table (transaction_id bigint, row_id text, record text)
language plpgsql stable security definer
set search_path = pg_catalog, pg_temp set timezone = 'UTC' set extra_float_digits = 1 as $$
begin
  case list_records.kind
    when 'decisions' then
      return query select s.transaction_id, s.prediction_id::text, audit.format_decision(s)
      from predictions.risk_scores s
      where s.transaction_id between list_records.from_transaction and list_records.to_transaction
        and s.scored_at between list_records.from_time and list_records.to_time;
    when 'earlier_decisions' then
      return query select s.transaction_id, s.prediction_id::text, audit.format_decision(s)
      from predictions.risk_scores s
      where s.transaction_id is null
        and s.scored_at > list_records.from_time and s.scored_at <= list_records.to_time;
    when 'overrides' then
      return query select o.transaction_id, o.override_id::text, audit.format_override(o)
      from predictions.overrides o
      where o.transaction_id between list_records.from_transaction and list_records.to_transaction;
    when 'events' then
      return query select e.transaction_id, e.event_id::text, audit.format_event(e)
      from audit.events e
      where e.transaction_id between list_records.from_transaction and list_records.to_transaction;
    when 'deletions' then
      return query select d.transaction_id, d.deletion_id::text, audit.format_deletion(d)
      from audit.deletions d
      where d.transaction_id between list_records.from_transaction and list_records.to_transaction;
  end case;
end
$$;
comment on function audit.list_records is 'Records of one range of one kind, as JSON texts. The caller sorts them';

-- Policies are files of the code, so their change is noticed by whoever runs that code first.
alter table audit.events drop constraint events_role_check;
alter table audit.events add constraint events_role_check check (
  role is null or role not like 'risk\_%' or role = 'risk_migrator'
  or case split_part(action, '.', 1)
    when 'model' then role = 'risk_training'
    when 'prediction' then role in ('risk_api_read', 'risk_api_score')
    when 'person' then role = 'risk_privacy'
    when 'policy' then role = 'risk_audit'
    else true
  end
);

create function audit.record_policy(version text, sha256 text) returns boolean
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  newest record;
begin
  perform pg_advisory_xact_lock(hashtextextended('audit.record_policy', 0));
  select e.subject, e.detail ->> 'sha256' as sha256 into newest
  from audit.events e
  where e.action = 'policy.changed'
  order by e.event_id desc
  limit 1;
  if newest.subject is not distinct from record_policy.version
    and newest.sha256 is not distinct from record_policy.sha256 then
    return false;
  end if;
  insert into audit.events (actor, action, subject, detail)
  values ('deployment', 'policy.changed', record_policy.version,
    jsonb_build_object('from', newest.subject, 'to', record_policy.version, 'sha256', record_policy.sha256));
  return true;
end
$$;
comment on function audit.record_policy is
  'Records that the deployed policy, or the content of its file, is another than at the last call';
create index events_policy on audit.events (event_id) where action = 'policy.changed';

grant usage on schema audit to risk_audit;
grant select on audit.watermarks, audit.entries, audit.heads, audit.deletions to risk_audit;
grant insert (entry_id, sequence, kind, from_transaction, to_transaction, from_time, to_time) on audit.entries
  to risk_audit;
grant insert (sequence, entry_id, sha256) on audit.heads to risk_audit;
grant execute on function audit.take_watermark, audit.plan_window, audit.plan_entries, audit.plan_earlier_decisions,
  audit.format_time, audit.find_entry, audit.find_oldest_unrecorded, audit.list_unrecorded, audit.list_missing,
  audit.list_records, audit.record_policy
  to risk_audit;
