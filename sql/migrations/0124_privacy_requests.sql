-- Requests of data subjects: what a person asked for, by when it is due, and what was done. The functions are the only
-- writers, and record their event in the same transaction.

create schema privacy;
comment on schema privacy is 'Requests of data subjects, and what restricts the processing of their data';
grant usage on schema privacy to risk_privacy_api, risk_privacy;

create table privacy.requests (
  request_id uuid,
  kind text not null check (kind in ('access', 'rectification', 'restriction', 'objection', 'erasure')),
  customer_id text,
  content jsonb not null default '{}' check (octet_length(content::text) <= 65536),
  state text not null default 'open' check (state in ('open', 'running', 'completed', 'refused', 'failed')),
  received_at timestamptz not null,
  due_at timestamptz not null check (due_at > received_at),
  extended_why text check (btrim(extended_why) <> ''),
  requested_by text not null check (requested_by <> ''),
  requested_at timestamptz not null default clock_timestamp(),
  why text not null check (btrim(why) <> ''),
  handled_by text,
  handled_why text check (btrim(handled_why) <> ''),
  started_at timestamptz,
  ended_at timestamptz,
  execution_id text,
  result jsonb,
  failure text,
  primary key (request_id),
  constraint requests_end_check check ((ended_at is not null) = (state in ('completed', 'refused'))),
  constraint requests_due_check check (due_at <= received_at + interval '3 months'),
  constraint requests_customer_check check (customer_id is not null or state in ('completed', 'refused'))
);
comment on table privacy.requests is
  'One row per request of a data subject. An erasure takes the customer''s id out of all requests of that customer';
comment on column privacy.requests.content is 'What the kind needs, such as the corrections of a rectification';
comment on column privacy.requests.received_at is 'When the person asked, from which the deadline counts';
comment on column privacy.requests.due_at is 'One month later; three with an extension (GDPR 12(3))';
comment on column privacy.requests.why is 'How the person asked and was identified, in the words of who entered it';
comment on column privacy.requests.handled_why is 'Why it was refused, or how it was completed by hand';
comment on column privacy.requests.result is 'What was found or done, in numbers, names of places and versions of models';
comment on column privacy.requests.failure is 'The first line of the newest failure; null after a success';

create unique index requests_unfinished on privacy.requests (customer_id, kind) where state in ('open', 'running', 'failed');
comment on index privacy.requests_unfinished is 'A person has one unfinished request of a kind';
create index requests_by_age on privacy.requests (request_id desc);

create view privacy.deadlines as
select kind, request_id::text as subject, due_at, due_at < now() as is_overdue
from privacy.requests
where state in ('open', 'running', 'failed');
comment on view privacy.deadlines is 'One row per unfinished request of a data subject: when it is due';

create function privacy.record_event(by_person text, action text, subject uuid, detail jsonb) returns void
language sql set search_path = pg_catalog, pg_temp as $$
  insert into audit.events (actor, action, subject, detail)
  values (by_person, record_event.action, record_event.subject::text, jsonb_strip_nulls(record_event.detail))
$$;
comment on function privacy.record_event is 'Records an audit event, without the customer''s id. For functions of this schema only';

create function privacy.lock_request(request_id uuid) returns privacy.requests
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
  request privacy.requests;
begin
  select * into request from privacy.requests r where r.request_id = lock_request.request_id for update;
  if request.request_id is null then
    raise exception 'no such request' using errcode = 'PV001';
  end if;
  return request;
end
$$;
comment on function privacy.lock_request is 'Locks a request; PV001 where there is none. For functions of this schema only';

create function privacy.create_request(
  request_id uuid, kind text, customer_id text, content jsonb, received_at timestamptz, by_person text, why text
) returns void language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  if received_at > clock_timestamp() or received_at < clock_timestamp() - interval '1 year' then
    raise exception 'a request was received in the last year' using errcode = 'PV004';
  end if;
  insert into privacy.requests (request_id, kind, customer_id, content, received_at, due_at, requested_by, why)
  values (request_id, kind, customer_id, content, received_at, received_at + interval '1 month', by_person, why);
  perform privacy.record_event(by_person, 'privacy.requested', request_id, jsonb_build_object('kind', kind));
exception
  when unique_violation then
    raise exception 'an unfinished request of this kind exists' using errcode = 'PV002';
end
$$;
comment on function privacy.create_request is 'Stores a request. PV002: the person has an unfinished one; PV004: wrong time';

create function privacy.start_request(request_id uuid, by_person text) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  request constant privacy.requests := privacy.lock_request(request_id);
begin
  if request.state not in ('open', 'failed')
    and not (request.state = 'running' and request.started_at < clock_timestamp() - interval '4 hours') then
    raise exception 'the request is %', request.state using errcode = 'PV003';
  end if;
  update privacy.requests r
  set state = 'running', handled_by = by_person, started_at = clock_timestamp(), failure = null
  where r.request_id = start_request.request_id;
end
$$;
comment on function privacy.start_request is
  'Lets the workflow handle a request that is open or failed, or whose execution can no longer run; PV003 otherwise';

create function privacy.fail_start(request_id uuid) returns void
language sql security definer set search_path = pg_catalog, pg_temp as $$
  update privacy.requests r set state = 'failed', failure = 'the workflow did not start'
  where r.request_id = fail_start.request_id and r.state = 'running'
$$;
comment on function privacy.fail_start is 'Lets a request be started again whose workflow did not start';

create function privacy.extend_request(request_id uuid, due_at timestamptz, by_person text, why text) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  request constant privacy.requests := privacy.lock_request(request_id);
begin
  if request.state in ('completed', 'refused') then
    raise exception 'the request is %', request.state using errcode = 'PV003';
  end if;
  if due_at <= request.due_at or due_at > request.received_at + interval '3 months' then
    raise exception 'a deadline moves to three months after the receipt at most' using errcode = 'PV005';
  end if;
  update privacy.requests r set due_at = extend_request.due_at, extended_why = extend_request.why
  where r.request_id = extend_request.request_id;
  perform privacy.record_event(by_person, 'privacy.extended', request_id, jsonb_build_object('due_at', due_at));
end
$$;
comment on function privacy.extend_request is 'Moves a deadline, with why. PV005: earlier, or beyond three months (GDPR 12(3))';

create function privacy.end_request(request_id uuid, end_state text, by_person text, why text) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  request constant privacy.requests := privacy.lock_request(request_id);
begin
  if request.state not in ('open', 'failed') then
    raise exception 'the request is %', request.state using errcode = 'PV003';
  end if;
  update privacy.requests r
  set state = end_state, handled_by = by_person, handled_why = end_request.why, ended_at = clock_timestamp()
  where r.request_id = end_request.request_id;
  perform privacy.record_event(by_person, 'privacy.' || end_state, request_id, jsonb_build_object('kind', request.kind));
end
$$;
comment on function privacy.end_request is 'Refuses a request, or states that it was completed by hand; PV003 where it is not open';

create function privacy.finish_request(request_id uuid, execution_id text, result jsonb, failure text) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  request constant privacy.requests := privacy.lock_request(request_id);
begin
  if request.result is not null or request.state <> 'running' and request.customer_id is not null then
    return; -- a repeated step
  end if;
  update privacy.requests r set
    state = case when finish_request.failure is null then 'completed' else 'failed' end,
    ended_at = case when finish_request.failure is null then clock_timestamp() end,
    execution_id = finish_request.execution_id, result = finish_request.result, failure = finish_request.failure
  where r.request_id = finish_request.request_id;
  if failure is null then
    perform privacy.record_event(request.handled_by, 'privacy.completed', request_id,
      jsonb_build_object('kind', request.kind));
  end if;
end
$$;
comment on function privacy.finish_request is 'Records what the workflow did: completed, or failed and to be started again';

create function privacy.record_download(request_id uuid, by_person text) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  request constant privacy.requests := privacy.lock_request(request_id);
begin
  if request.kind <> 'access' or request.state <> 'completed' or request.customer_id is null then
    raise exception 'the request has no package' using errcode = 'PV006';
  end if;
  perform privacy.record_event(by_person, 'privacy.downloaded', request_id, '{}');
end
$$;
comment on function privacy.record_download is 'Records that somebody downloads the package of a request; PV006 where it has none';

create function privacy.forget_customer(customer_id text) returns bigint
language sql security definer set search_path = pg_catalog, pg_temp as $$
  with forgotten as (
    update privacy.requests r set
      customer_id = null, content = '{}',
      state = case when r.state in ('open', 'failed', 'running') then 'completed' else r.state end,
      handled_by = coalesce(r.handled_by, r.requested_by),
      handled_why = coalesce(r.handled_why, case when r.state in ('open', 'failed') then 'The person was erased.' end),
      ended_at = coalesce(r.ended_at, clock_timestamp())
    where r.customer_id = forget_customer.customer_id
    returning 1
  )
  select count(*) from forgotten
$$;
comment on function privacy.forget_customer is
  'Takes an erased customer out of all requests; what is unfinished is completed, because nothing is left to be done';

create function privacy.follow_manifest(of_day date, former_etag text, new_etag text) returns bigint
language sql security definer set search_path = pg_catalog, pg_temp as $$
  with followed as (
    update analytics.runs set manifest_etag = new_etag where as_of = of_day and manifest_etag = former_etag returning 1
  )
  select count(*) from followed
$$;
comment on function privacy.follow_manifest is
  'Tells the runs of a day the etag of its manifest after an erasure has rewritten the delivery, so that no night runs it again';

grant execute on function privacy.create_request, privacy.start_request, privacy.fail_start, privacy.extend_request,
  privacy.end_request, privacy.record_download to risk_privacy_api;
grant execute on function privacy.finish_request, privacy.forget_customer, privacy.follow_manifest to risk_privacy;
grant select on privacy.requests to risk_privacy_api, risk_privacy;
grant usage on schema privacy to risk_deadlines;
grant select on privacy.deadlines to risk_deadlines;

-- An erasure waits for a batch that is being scored.
grant select (batch_id, state, started_at) on predictions.batches to risk_privacy;

-- An erasure names the models that learned from the person.
grant select (version, stage, training_run_id) on predictions.model_metadata to risk_privacy;

insert into audit.action_roles (prefix, role) values ('privacy', 'risk_privacy_api'), ('privacy', 'risk_privacy');
