-- How requests change: proposed, decided, withdrawn, expired, applied, reviewed. Each function runs as its owner, changes
-- one request and records the event in the same transaction. A refusal is an error with a SQLSTATE of class GV, which
-- lambdas/prediction-api/governance/refusals.ts names; nothing is changed then.
--
-- Kinds differ in three hooks, functions of a request that may exist: governance.check_<kind> refuses a proposal,
-- governance.apply_<kind> makes the change at the approval, governance.end_<kind> follows an end without a change. Where
-- no apply_<kind> exists, the request stays approved until a worker applies it (mark_applied, mark_failed).

create function governance.call_hook(hook text, request governance.requests) returns boolean
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
  hook_name constant text := format('governance.%I', hook || '_' || request.kind);
begin
  if to_regprocedure(hook_name || '(governance.requests)') is null then
    return false;
  end if;
  execute format('select %s($1)', hook_name) using request;
  return true;
end
$$;
comment on function governance.call_hook is 'Calls the function of a request''s kind, where there is one';

create function governance.record_request(request governance.requests, by_person text, action text) returns void
language sql set search_path = pg_catalog, pg_temp as $$
  select governance.record_event(by_person, action, request.request_id::text, jsonb_build_object(
    'kind', request.kind, 'subject', request.subject, 'to', request.state, 'sha256', request.content_sha256
  ))
$$;
comment on function governance.record_request is 'Records an event of a request; why stands in the request';

create function governance.lock_request(of_request uuid) returns governance.requests
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
  request governance.requests;
begin
  select * into request from governance.requests where request_id = of_request for update;
  if not found then
    raise exception 'no request has this id' using errcode = 'GV001';
  end if;
  return request;
end
$$;
comment on function governance.lock_request is 'Locks a request until the transaction ends: of two decisions at once one is refused';

create function governance.lock_open_request(of_request uuid) returns governance.requests
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
  request constant governance.requests := governance.lock_request(of_request);
begin
  if request.state = 'expired' or request.state = 'open' and request.expires_at <= clock_timestamp() then
    raise exception 'the request has expired' using errcode = 'GV003';
  elsif request.state <> 'open' then
    raise exception 'the request has been decided' using errcode = 'GV002';
  end if;
  return request;
end
$$;
comment on function governance.lock_open_request is 'Locks a request that can still be decided';

create function governance.propose(
  of_request uuid, of_kind text, of_subject text, proposed jsonb, because text, by_person text, lifetime_days integer,
  written_by text[] default '{}'
) returns governance.requests
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  request governance.requests;
begin
  -- What has expired holds no place of a new request.
  perform governance.expire();
  insert into governance.requests
    (request_id, kind, subject, content, content_sha256, needs_two, authors, proposed_by, proposed_why, expires_at)
  values (of_request, of_kind, of_subject, proposed, '', true, array(
    select distinct author from unnest(array_append(written_by, by_person)) as author
  ), by_person, because, clock_timestamp() + make_interval(days => lifetime_days))
  on conflict (kind, subject) where state = 'open' do nothing
  returning * into request;
  if request.request_id is null then
    raise exception 'a request about this subject is open' using errcode = 'GV006';
  end if;
  perform governance.call_hook('check', request);
  perform governance.record_request(request, by_person, 'request.proposed');
  return request;
end
$$;
comment on function governance.propose is 'Proposes a change. One request about a subject is open at a time';

create function governance.apply(request governance.requests) returns governance.requests
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
  applied governance.requests := request;
begin
  if governance.call_hook('apply', request) then
    update governance.requests set state = 'applied', applied_at = clock_timestamp()
    where request_id = request.request_id
    returning * into applied;
    perform governance.record_request(applied, request.decided_by, 'request.applied');
  end if;
  return applied;
end
$$;
comment on function governance.apply is 'Makes the change of an approved request, where its kind does that in the database';

create function governance.decide(of_request uuid, decision text, by_person text, because text)
returns governance.requests
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  request governance.requests := governance.lock_open_request(of_request);
begin
  if request.needs_two and by_person = any (request.authors) then
    raise exception 'another person must decide' using errcode = 'GV004';
  end if;
  update governance.requests
  set state = case decision when 'approve' then 'approved' when 'reject' then 'rejected' end,
    decided_by = by_person, decided_why = because, decided_at = clock_timestamp()
  where request_id = of_request
  returning * into request;
  perform governance.record_request(request, by_person, 'request.' || request.state);
  if request.state = 'approved' then
    return governance.apply(request);
  end if;
  perform governance.call_hook('end', request);
  return request;
end
$$;
comment on function governance.decide is
  'Approves or rejects an open request (decision: approve, reject). Where it needs two, never by its authors';

create function governance.withdraw(of_request uuid, by_person text, because text) returns governance.requests
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  request governance.requests := governance.lock_open_request(of_request);
begin
  if by_person <> request.proposed_by then
    raise exception 'only who proposed withdraws' using errcode = 'GV005';
  end if;
  update governance.requests
  set state = 'withdrawn', decided_by = by_person, decided_why = because, decided_at = clock_timestamp()
  where request_id = of_request
  returning * into request;
  perform governance.record_request(request, by_person, 'request.withdrawn');
  perform governance.call_hook('end', request);
  return request;
end
$$;
comment on function governance.withdraw is 'Ends an open request of one''s own';

create function governance.expire() returns integer
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  request governance.requests;
  expired integer := 0;
begin
  for request in
    update governance.requests set state = 'expired'
    where request_id in (
      select late.request_id from governance.requests late
      where late.state = 'open' and late.expires_at <= clock_timestamp()
      for update skip locked
    )
    returning *
  loop
    perform governance.record_request(request, 'expiry', 'request.expired');
    perform governance.call_hook('end', request);
    expired := expired + 1;
  end loop;
  return expired;
end
$$;
comment on function governance.expire is 'Ends the open requests whose time is over. Safe to call at any time';

create function governance.mark_applied(of_request uuid, by_person text) returns governance.requests
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  request governance.requests := governance.lock_request(of_request);
begin
  if request.state = 'applied' then
    return request;
  elsif request.state <> 'approved' then
    raise exception 'the request is not approved' using errcode = 'GV007';
  end if;
  update governance.requests set state = 'applied', applied_at = clock_timestamp()
  where request_id = of_request
  returning * into request;
  perform governance.record_request(request, by_person, 'request.applied');
  return request;
end
$$;
comment on function governance.mark_applied is 'Stores that a worker has made an approved change. Safe to call again';

create function governance.mark_failed(of_request uuid, by_person text, because text) returns governance.requests
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  request governance.requests := governance.lock_request(of_request);
begin
  if request.state = 'failed' then
    return request;
  elsif request.state <> 'approved' then
    raise exception 'the request is not approved' using errcode = 'GV007';
  end if;
  update governance.requests set state = 'failed', failure = because
  where request_id = of_request
  returning * into request;
  perform governance.record_request(request, by_person, 'request.failed');
  perform governance.call_hook('end', request);
  return request;
end
$$;
comment on function governance.mark_failed is 'Stores why an approved change could not be made. Safe to call again';

create function governance.start_emergency(
  of_request uuid, of_kind text, of_subject text, proposed jsonb, because text, by_person text
) returns governance.requests
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  request governance.requests;
begin
  insert into governance.requests (request_id, kind, subject, content, content_sha256, is_emergency, needs_two, authors,
    proposed_by, proposed_why, expires_at, state, decided_by, decided_why, decided_at)
  values (of_request, of_kind, of_subject, proposed, '', true, true, array[by_person],
    by_person, because, clock_timestamp(), 'approved', by_person, because, clock_timestamp())
  returning * into request;
  perform governance.record_request(request, by_person, 'emergency.rolled_back');
  return governance.apply(request);
end
$$;
comment on function governance.start_emergency is
  'Rolls back on the word of one person. The request waits for the review of another';

create function governance.review(of_request uuid, by_person text, because text) returns governance.requests
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  request governance.requests := governance.lock_request(of_request);
begin
  if not request.is_emergency then
    raise exception 'only an emergency is reviewed' using errcode = 'GV008';
  elsif request.reviewed_by is not null then
    raise exception 'the request has been reviewed' using errcode = 'GV002';
  elsif by_person = any (request.authors) then
    raise exception 'another person must review' using errcode = 'GV004';
  end if;
  update governance.requests
  set reviewed_by = by_person, reviewed_why = because, reviewed_at = clock_timestamp()
  where request_id = of_request
  returning * into request;
  perform governance.record_request(request, by_person, 'emergency.reviewed');
  return request;
end
$$;
comment on function governance.review is 'Stores what another person found about an emergency rollback';

create function governance.set_controls(one_person jsonb) returns integer
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
  changed governance.controls;
  changes integer := 0;
begin
  for changed in
    update governance.controls set needs_two = not jsonb_exists(one_person, kind)
    where needs_two = jsonb_exists(one_person, kind)
    returning *
  loop
    perform governance.record_event('deployment', 'controls.changed', changed.kind, jsonb_build_object(
      'from', case when changed.needs_two then 'one person' else 'two people' end,
      'to', case when changed.needs_two then 'two people' else 'one person' end
    ));
    changes := changes + 1;
  end loop;
  return changes;
end
$$;
comment on function governance.set_controls is
  'Sets the kinds that one person decides alone; all others need two. For deployments, which run as the owner';

grant execute on function governance.propose, governance.decide, governance.withdraw, governance.start_emergency,
  governance.review, governance.expire to risk_governance;
grant execute on function governance.mark_applied, governance.mark_failed to risk_governance, risk_training;
grant usage on schema governance to risk_audit, risk_training;
grant execute on function governance.expire to risk_audit;
grant select on governance.requests to risk_training;
