-- The promotion gates as versioned data: a change is a request that a second person approves. A deployment stores
-- config/gates.json as the first version where there is none.

create table governance.gates (
  gates_version bigint generated always as identity,
  document text not null check (document is json object),
  sha256 text not null,
  request_id uuid unique references governance.requests,
  changed_by text not null,
  changed_at timestamptz not null default clock_timestamp(),
  primary key (gates_version),
  constraint gates_sha256_check check (sha256 = audit.hash_text(document))
);
comment on table governance.gates is
  'One row per version of the promotion gates; the newest is in force. Rows are never changed';
comment on column governance.gates.gates_version is 'Version: 1, 2, 3 and so on';
comment on column governance.gates.document is
  'Bounds and consequences of every gate, and whether passing promotes, as JSON text';
comment on column governance.gates.sha256 is 'SHA-256 of the document in UTF-8, hex';
comment on column governance.gates.request_id is 'Request that changed them; null for the first version';
comment on column governance.gates.changed_by is 'Who approved the change; deployment for the first version';
comment on column governance.gates.changed_at is 'Since when they are in force';
create trigger refuse_change before update or delete or truncate on governance.gates
  for each statement execute function audit.refuse_change();

-- Only the first version has no request, and every other one says what its request says.
create function governance.check_gates_origin() returns trigger language plpgsql as $$
begin
  if new.request_id is null and exists (select from governance.gates) then
    raise exception 'gates are changed by an approved request' using errcode = 'insufficient_privilege';
  elsif new.request_id is not null and not exists (
    select from governance.requests r
    where r.request_id = new.request_id and r.kind = 'gates' and r.state = 'approved'
      and r.content ->> 'document' = new.document
  ) then
    raise exception 'no approved request has these gates' using errcode = 'insufficient_privilege';
  end if;
  return new;
end
$$;
comment on function governance.check_gates_origin is 'Before insert: refuses gates that nobody approved';
create trigger check_gates_origin before insert on governance.gates
  for each row execute function governance.check_gates_origin();

-- Two people who propose at once are two requests about one subject, of which one is refused.
create function governance.check_gates(request governance.requests) returns void
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
  in_force governance.gates;
begin
  select * into in_force from governance.gates order by gates_version desc limit 1;
  if request.subject <> 'gates' or (request.content ->> 'document') is not json object then
    raise exception 'the gates are not a JSON document' using errcode = 'GV027';
  elsif request.content ->> 'based_on' is distinct from in_force.gates_version::text then
    raise exception 'the gates have another version by now' using errcode = 'GV026';
  elsif request.content ->> 'document' = in_force.document then
    raise exception 'these gates are in force already' using errcode = 'GV028';
  end if;
end
$$;
comment on function governance.check_gates is
  'Refuses proposed gates that build on a version that is not in force, or that change nothing';

create function governance.apply_gates(request governance.requests) returns void
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
  previous governance.gates;
  changed governance.gates;
begin
  perform pg_advisory_xact_lock(hashtextextended('governance.gates', 0));
  perform governance.check_gates(request);
  select * into previous from governance.gates order by gates_version desc limit 1;
  insert into governance.gates (document, sha256, request_id, changed_by)
  values (request.content ->> 'document', audit.hash_text(request.content ->> 'document'), request.request_id,
    request.decided_by)
  returning * into changed;
  perform governance.record_event(request.decided_by, 'gates.changed', changed.gates_version::text, jsonb_build_object(
    'from', previous.gates_version, 'to', changed.gates_version, 'sha256', changed.sha256,
    'request_id', request.request_id, 'why', request.proposed_why
  ));
end
$$;
comment on function governance.apply_gates is 'Makes approved gates the ones in force, with the approval';

grant select on governance.gates to risk_governance, risk_training;
