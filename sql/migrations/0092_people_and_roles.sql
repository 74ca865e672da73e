-- Roles of people as stored changes: the user pool applies what a request of kind `role` has approved, and a difference
-- between the two is recorded. Refusals are errors with a SQLSTATE of class GV, as in migration 79.
--
-- The subject of such a request is the person's user name, its content {"roles": [...]}: the roles that the person has
-- afterwards. One request about a person is open at a time, so two of them never contradict each other.

create function governance.list_role_names() returns text[]
language sql immutable set search_path = pg_catalog, pg_temp as $$
  select array['analyst', 'underwriter', 'approver', 'model-validator', 'auditor', 'privacy-officer', 'administrator']
$$;
comment on function governance.list_role_names is 'The roles of people (lambdas/shared/people/roles.ts), each a group of the user pool';

create table governance.role_changes (
  change_id bigint generated always as identity,
  person text not null check (person <> ''),
  role text not null check (role = any (governance.list_role_names())),
  change text not null check (change in ('granted', 'removed')),
  request_id uuid references governance.requests,
  changed_by text not null check (changed_by <> ''),
  changed_at timestamptz not null default clock_timestamp(),
  primary key (change_id)
);
comment on table governance.role_changes is
  'One row per role that a person got or lost. Rows are never changed; the newest of a person and role holds';
comment on column governance.role_changes.change_id is 'Change, in order of writing';
comment on column governance.role_changes.person is 'Name of the user in the user pool, a pseudonym';
comment on column governance.role_changes.role is 'Role, as the group of the user pool is named';
comment on column governance.role_changes.change is 'granted or removed';
comment on column governance.role_changes.request_id is
  'Request that approved it; null for roles that were taken over from the user pool while none was stored';
comment on column governance.role_changes.changed_by is 'Who approved it; of a takeover the operator who made it';
comment on column governance.role_changes.changed_at is 'When the user pool had it';
create index role_changes_newest on governance.role_changes (person, role, change_id desc);
create trigger refuse_change before update or delete or truncate on governance.role_changes
  for each statement execute function audit.refuse_change();

create view governance.person_roles as
select person, role, changed_at as since, request_id
from (
  select distinct on (person, role) person, role, change, changed_at, request_id
  from governance.role_changes
  order by person, role, change_id desc
) newest
where change = 'granted';
comment on view governance.person_roles is 'One row per role that a person has by approval';
comment on column governance.person_roles.person is 'Name of the user in the user pool, a pseudonym';
comment on column governance.person_roles.role is 'Role, as the group of the user pool is named';
comment on column governance.person_roles.since is 'When the person got it';
comment on column governance.person_roles.request_id is 'Request that approved it; null where it was taken over';

create table governance.role_drifts (
  drift_id bigint generated always as identity,
  person text not null,
  role text not null,
  difference text not null check (difference in ('not_approved', 'not_in_pool')),
  found_at timestamptz not null default clock_timestamp(),
  ended_at timestamptz,
  primary key (drift_id)
);
comment on table governance.role_drifts is
  'One row per difference between the roles that were approved and the groups of the user pool, from its finding to its end';
comment on column governance.role_drifts.drift_id is 'Difference';
comment on column governance.role_drifts.person is 'Name of the user in the user pool, a pseudonym';
comment on column governance.role_drifts.role is 'Role, as the group of the user pool is named';
comment on column governance.role_drifts.difference is
  'not_approved: the user pool grants it, no request did; not_in_pool: it was approved, and the user pool lacks it';
comment on column governance.role_drifts.found_at is 'When it was found';
comment on column governance.role_drifts.ended_at is 'When it was found to have ended; null while it lasts';
create unique index role_drifts_open on governance.role_drifts (person, role, difference) where ended_at is null;

create function governance.read_roles(of_person text) returns text[]
language sql stable set search_path = pg_catalog, pg_temp as $$
  select coalesce(array_agg(role order by role), '{}') from governance.person_roles where person = of_person
$$;
comment on function governance.read_roles is 'The roles that a person has by approval';

create function governance.has_role_approvers(people jsonb) returns boolean
language sql immutable set search_path = pg_catalog, pg_temp as $$
  select exists (
    select from jsonb_each(people) as proposer, jsonb_each(people) as approver
    where proposer.key <> approver.key
      and proposer.value @> '["administrator"]'
      and (approver.value @> '["administrator"]' or approver.value @> '["approver"]')
  )
$$;
comment on function governance.has_role_approvers is
  'Whether one person may propose roles and another may approve them (people: person → roles)';

create function governance.add_person() returns trigger language plpgsql as $$
begin
  if new.subject <> all (new.authors) then
    new.authors := array_append(new.authors, new.subject);
  end if;
  return new;
end
$$;
comment on function governance.add_person is
  'Before insert of a request of roles: the person is among its authors, and so never decides about it where it needs two';
create trigger add_person before insert on governance.requests
  for each row when (new.kind = 'role') execute function governance.add_person();

create function governance.check_role(request governance.requests) returns void
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
  proposed text[];
begin
  if jsonb_typeof(request.content -> 'roles') is distinct from 'array'
    or request.content - 'roles' <> '{}'::jsonb
  then
    raise exception 'a request of roles needs a list of roles' using errcode = 'GV032';
  end if;
  select coalesce(array_agg(distinct role order by role), '{}') into proposed
  from jsonb_array_elements_text(request.content -> 'roles') as role;
  if not proposed <@ governance.list_role_names() then
    raise exception 'a role is unknown' using errcode = 'GV032';
  elsif proposed = governance.read_roles(request.subject) then
    raise exception 'the person has these roles already' using errcode = 'GV033';
  elsif not governance.has_role_approvers((
    select jsonb_object_agg(person, roles) from (
      select person, jsonb_agg(role) as roles from governance.person_roles where person <> request.subject group by person
      union all
      select request.subject, to_jsonb(proposed)
    ) afterwards
  )) then
    raise exception 'nobody could propose and approve roles afterwards' using errcode = 'GV034';
  end if;
end
$$;
comment on function governance.check_role is
  'Refuses a request that changes no role, or after which nobody could change roles. Asked at the proposal and before it is applied';

create function governance.record_role(of_person text, of_role text, new_change text, of_request uuid, by_person text)
returns void
language sql set search_path = pg_catalog, pg_temp as $$
  insert into governance.role_changes (person, role, change, request_id, changed_by)
  values (of_person, of_role, new_change, of_request, by_person);
  select governance.record_event(by_person, 'role.' || new_change, of_person,
    jsonb_build_object('role', of_role, 'request_id', of_request))
$$;
comment on function governance.record_role is 'Stores the change of one role with its event';

create function governance.store_roles(of_request uuid) returns governance.requests
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  request constant governance.requests := governance.lock_request(of_request);
begin
  if request.kind <> 'role' or request.state not in ('approved', 'applied') then
    raise exception 'no role was approved' using errcode = 'GV007';
  elsif request.state = 'approved' then
    perform governance.record_role(request.subject, role, 'granted', of_request, request.decided_by)
    from jsonb_array_elements_text(request.content -> 'roles') as role
    where role <> all (governance.read_roles(request.subject));
    perform governance.record_role(request.subject, role, 'removed', of_request, request.decided_by)
    from unnest(governance.read_roles(request.subject)) as role
    where not request.content -> 'roles' @> to_jsonb(role);
  end if;
  return governance.mark_applied(of_request, request.decided_by);
end
$$;
comment on function governance.store_roles is
  'Stores the roles of an approved request, after the user pool has them. Safe to call again';

create function governance.take_over_roles(people jsonb, by_person text, because text) returns integer
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  stored integer;
begin
  -- Of two takeovers at once the second one sees what the first one stored.
  lock table governance.role_changes in share row exclusive mode;
  if exists (select from governance.role_changes) then
    raise exception 'roles are stored already' using errcode = 'GV030';
  elsif not governance.has_role_approvers(people) then
    raise exception 'no two people could propose and approve roles' using errcode = 'GV031';
  end if;
  perform governance.record_event(by_person, 'role.taken_over', 'people', jsonb_build_object('why', because));
  select count(governance.record_role(person.key, role, 'granted', null, by_person)) into stored
  from jsonb_each(people) as person, jsonb_array_elements_text(person.value) as role;
  return stored;
end
$$;
comment on function governance.take_over_roles is
  'Stores the roles that people have in the user pool (person → roles), once: while no role is stored';

create function governance.record_drift(differences jsonb) returns integer
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  drift governance.role_drifts;
begin
  for drift in
    insert into governance.role_drifts (person, role, difference)
    select f.person, f.role, f.difference
    from jsonb_to_recordset(differences) as f (person text, role text, difference text)
    on conflict (person, role, difference) where ended_at is null do nothing
    returning *
  loop
    perform governance.record_event('apply-roles', 'role.drifted', drift.person,
      jsonb_build_object('role', drift.role, 'difference', drift.difference));
  end loop;
  update governance.role_drifts d set ended_at = clock_timestamp()
  where d.ended_at is null and not exists (
    select from jsonb_to_recordset(differences) as f (person text, role text, difference text)
    where (f.person, f.role, f.difference) = (d.person, d.role, d.difference)
  );
  return (select count(*) from governance.role_drifts where ended_at is null);
end
$$;
comment on function governance.record_drift is
  'Records the differences of this moment (all of them), each with one event, and ends those that are gone';

grant execute on function governance.store_roles, governance.take_over_roles, governance.record_drift,
  governance.check_role, governance.read_roles, governance.has_role_approvers, governance.list_role_names to risk_governance;
grant select on governance.role_changes, governance.person_roles, governance.role_drifts to risk_governance;
