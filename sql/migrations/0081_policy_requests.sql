-- How policies change: drafts, simulation, proposal, activation, emergency rollback. Refusals are errors with a SQLSTATE
-- of class GV, as in migration 79.

create function policies.record_version(of_version text, by_person text, action text, detail jsonb) returns void
language sql set search_path = pg_catalog, pg_temp as $$
  select governance.record_event(by_person, record_version.action, of_version,
    jsonb_build_object('sha256', v.sha256, 'to', v.state) || record_version.detail)
  from policies.versions v
  where v.version = of_version
$$;
comment on function policies.record_version is 'Records an event of a version with the hash of its document';

create function policies.find_draft_state(document_sha256 text) returns text
language sql stable set search_path = pg_catalog, pg_temp as $$
  select case when exists (
    select from policies.simulations s
    where s.document_sha256 = find_draft_state.document_sha256 and s.state = 'done'
  ) then 'simulated' else 'draft' end
$$;
comment on function policies.find_draft_state is 'simulated where a simulation of exactly this document is done, else draft';

create function policies.create_draft(of_version text, new_document text, copied_from text, by_person text)
returns policies.versions
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  created policies.versions;
begin
  insert into policies.versions (version, document, sha256, state, based_on, authors, created_by, changed_by)
  values (of_version, new_document, audit.hash_text(new_document),
    policies.find_draft_state(audit.hash_text(new_document)), copied_from, array[by_person], by_person, by_person)
  on conflict (version) do nothing
  returning * into created;
  if created.version is null then
    raise exception 'a policy has this version already' using errcode = 'GV010';
  end if;
  perform policies.record_version(of_version, by_person, 'policy.created', jsonb_build_object('from', copied_from));
  return created;
end
$$;
comment on function policies.create_draft is 'Creates a draft';

create function policies.lock_version(of_version text) returns policies.versions
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
  locked policies.versions;
begin
  select * into locked from policies.versions where version = of_version for update;
  if not found then
    raise exception 'no policy has this version' using errcode = 'GV009';
  end if;
  return locked;
end
$$;
comment on function policies.lock_version is 'Locks a version until the transaction ends';

create function policies.edit_draft(of_version text, seen_revision integer, new_document text, by_person text)
returns policies.versions
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  before constant policies.versions := policies.lock_version(of_version);
  edited policies.versions;
begin
  if before.state not in ('draft', 'simulated') then
    raise exception 'the policy has been proposed' using errcode = 'GV012';
  elsif before.revision <> seen_revision then
    raise exception 'the draft has been changed since' using errcode = 'GV011';
  elsif before.document = new_document then
    return before;
  end if;
  update policies.versions
  set document = new_document, sha256 = audit.hash_text(new_document), revision = before.revision + 1,
    state = policies.find_draft_state(audit.hash_text(new_document)),
    authors = array(select distinct author from unnest(array_append(before.authors, by_person)) as author),
    changed_by = by_person, changed_at = clock_timestamp()
  where version = of_version
  returning * into edited;
  perform policies.record_version(of_version, by_person, 'policy.edited', jsonb_build_object('from', before.sha256));
  return edited;
end
$$;
comment on function policies.edit_draft is 'Replaces the document of a draft, if it is still at the revision that the person has seen';

create function policies.follow_simulation() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  simulated text;
begin
  for simulated in
    update policies.versions set state = 'simulated', changed_at = clock_timestamp()
    where sha256 = new.document_sha256 and state = 'draft'
    returning version
  loop
    perform policies.record_version(simulated, new.requested_by, 'policy.simulated',
      jsonb_build_object('simulation_id', new.simulation_id));
  end loop;
  return null;
end
$$;
comment on function policies.follow_simulation is 'After a simulation is done: the draft with exactly its document is simulated';
create trigger follow_simulation after insert or update of state on policies.simulations
  for each row when (new.state = 'done') execute function policies.follow_simulation();

-- content: version, sha256, segment (feature, value; null for the default), effective_from (null for at once).
create function policies.propose(
  of_request uuid, of_version text, in_segment jsonb, from_time timestamptz, because text, by_person text,
  lifetime_days integer
) returns governance.requests
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  proposed constant policies.versions := policies.lock_version(of_version);
  request governance.requests;
begin
  request := governance.propose(of_request, 'policy', of_version, jsonb_build_object(
    'version', of_version, 'sha256', proposed.sha256, 'segment', nullif(in_segment, 'null'),
    'effective_from', audit.format_time(from_time)
  ), because, by_person, lifetime_days, proposed.authors);
  if proposed.state = 'simulated' then
    update policies.versions
    set state = 'proposed', changed_by = by_person, changed_at = clock_timestamp(), why = because
    where version = of_version;
  end if;
  perform policies.record_version(of_version, by_person, 'policy.proposed', jsonb_build_object(
    'request_id', of_request, 'segment', nullif(in_segment, 'null'), 'effective_from', audit.format_time(from_time)
  ));
  return request;
end
$$;
comment on function policies.propose is
  'Proposes that a version decides, for a segment or by default. An approved version can be proposed again';

create function governance.check_policy(request governance.requests) returns void
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
  proposed constant policies.versions := policies.lock_version(request.content ->> 'version');
begin
  if request.subject <> proposed.version or request.content ->> 'sha256' <> proposed.sha256
    or not request.authors @> proposed.authors then
    raise exception 'the request names another document or other authors' using errcode = 'check_violation';
  elsif proposed.state = 'draft' then
    raise exception 'the document has not been simulated' using errcode = 'GV013';
  elsif proposed.state not in ('simulated', 'approved') then
    raise exception 'the policy cannot be proposed any more' using errcode = 'GV012';
  end if;
end
$$;
comment on function governance.check_policy is 'Before a policy is proposed: its document was simulated, or decided before';

create function policies.end_proposal(request governance.requests, new_state text) returns void
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  update policies.versions set state = new_state, changed_at = clock_timestamp()
  where version = request.subject and state = 'proposed';
  perform policies.record_version(request.subject, coalesce(request.decided_by, 'expiry'), 'policy.' || request.state,
    jsonb_build_object('request_id', request.request_id));
end
$$;
comment on function policies.end_proposal is 'The version of a decided request gets its state';

create function governance.end_policy(request governance.requests) returns void
language sql set search_path = pg_catalog, pg_temp as $$
  select policies.end_proposal(request, request.state)
$$;
comment on function governance.end_policy is 'After a policy was rejected, withdrawn or has expired';

create function policies.assign(
  new_default text, new_segments jsonb, from_time timestamptz, restored bigint, request governance.requests,
  newest bigint
) returns void
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  insert into policies.assignments
    (previous_id, effective_from, default_version, segments, restores_id, request_id, assigned_by)
  values (newest, greatest(from_time, clock_timestamp()), new_default, new_segments, restored, request.request_id,
    request.decided_by)
  on conflict on constraint assignments_previous_key do nothing;
  if not found then
    raise exception 'another change of the deciding policies was first' using errcode = 'GV015';
  end if;
  perform policies.record_activations();
end
$$;
comment on function policies.assign is 'Stores the assignment that follows the newest one, unless another was first';

create function policies.replace_segment(segments jsonb, segment jsonb, of_version text) returns jsonb
language sql immutable set search_path = pg_catalog, pg_temp as $$
  select case
    when exists (
      select from jsonb_array_elements(segments) as old
      where old - 'version' = replace_segment.segment
    ) then (
      select jsonb_agg(case when old - 'version' = replace_segment.segment
        then replace_segment.segment || jsonb_build_object('version', of_version) else old end order by position)
      from jsonb_array_elements(segments) with ordinality as listed (old, position)
    )
    else segments || jsonb_build_array(replace_segment.segment || jsonb_build_object('version', of_version))
  end
$$;
comment on function policies.replace_segment is 'Segments of an assignment with another version for one of them; a new one comes last';

create function governance.apply_policy(request governance.requests) returns void
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
  newest policies.assignments;
  restored policies.assignments;
  segment constant jsonb := nullif(request.content -> 'segment', 'null');
begin
  select * into newest from policies.assignments order by assignment_id desc limit 1;
  if request.is_emergency then
    select * into restored from policies.assignments
    where assignment_id = cast(request.content ->> 'to' as bigint);
    perform policies.assign(restored.default_version, restored.segments, clock_timestamp(), restored.assignment_id,
      request, newest.assignment_id);
    return;
  end if;
  if newest.effective_from > clock_timestamp() then
    raise exception 'a change of the deciding policies waits for its time' using errcode = 'GV014';
  end if;
  perform policies.end_proposal(request, 'approved');
  perform policies.assign(
    case when segment is null then request.subject else newest.default_version end,
    case when segment is null then newest.segments
      else policies.replace_segment(newest.segments, segment, request.subject) end,
    coalesce(cast(request.content ->> 'effective_from' as timestamptz), clock_timestamp()), null, request,
    newest.assignment_id
  );
end
$$;
comment on function governance.apply_policy is 'At the approval of a policy: the assignment that lets it decide';

create function policies.roll_back(of_request uuid, seen_assignment bigint, because text, by_person text)
returns governance.requests
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  present policies.assignments;
  restored policies.assignments;
begin
  perform policies.record_activations();
  present := policies.find_in_force(clock_timestamp());
  if seen_assignment <> present.assignment_id then
    raise exception 'another change of the deciding policies was first' using errcode = 'GV015';
  end if;
  select a.* into restored
  from policies.assignments a
  join policies.activations using (assignment_id)
  where a.assignment_id < coalesce(present.restores_id, present.assignment_id)
  order by a.assignment_id desc
  limit 1;
  if not found then
    raise exception 'no policy decided before' using errcode = 'GV016';
  end if;
  return governance.start_emergency(of_request, 'policy', present.assignment_id::text, jsonb_build_object(
    'from', present.assignment_id::text, 'to', restored.assignment_id::text
  ), because, by_person);
end
$$;
comment on function policies.roll_back is
  'Emergency: lets the versions decide again that decided before the present ones. A change that waits for its time is superseded';

create function policies.list_newest_versions() returns text[]
language sql stable set search_path = pg_catalog, pg_temp as $$
  select policies.list_versions(a.default_version, a.segments)
  from policies.assignments a
  join policies.activations using (assignment_id)
  order by a.assignment_id desc
  limit 1
$$;
comment on function policies.list_newest_versions is 'The versions of the newest assignment whose beginning is recorded';

create function policies.record_activations() returns integer
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  later record;
  versions_before text[];
  recorded integer := 0;
begin
  perform pg_advisory_xact_lock(hashtextextended('policies.record_activations', 0));
  for later in
    select h.* from policies.assignment_history h
    where not exists (select from policies.activations done where done.assignment_id >= h.assignment_id)
    order by h.assignment_id
  loop
    versions_before := policies.list_newest_versions();
    insert into policies.activations (assignment_id, activated_at) values (later.assignment_id, later.effective_from);
    perform governance.record_event(later.assigned_by,
      case when version = any (later.versions) then 'policy.activated' else 'policy.retired' end, version,
      jsonb_build_object('assignment_id', later.assignment_id, 'at', audit.format_time(later.effective_from),
        'request_id', later.request_id))
    from unnest(versions_before || later.versions) as version
    where not (version = any (versions_before) and version = any (later.versions));
    recorded := recorded + 1;
  end loop;
  return recorded;
end
$$;
comment on function policies.record_activations is
  'Records which versions began and ceased to decide since the last call. Safe to call at any time';

grant execute on function policies.create_draft, policies.edit_draft, policies.propose, policies.roll_back,
  policies.record_activations to risk_governance;
grant execute on function policies.record_activations to risk_audit;
