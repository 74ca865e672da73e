-- Requests: proposed changes that a second person approves. Tables, and what nobody can store in them; the functions that
-- change them come with migration 79.

create schema governance;
comment on schema governance is 'Proposed changes and who approved them';
grant usage on schema governance to risk_governance;

create table governance.controls (
  kind text,
  needs_two boolean not null default true,
  primary key (kind)
);
comment on table governance.controls is
  'One row per kind of request: whether a second person must approve it. Deployments set it (governance.one_person)';
comment on column governance.controls.kind is
  'policy, model_promotion, model_rollback, gates (of promotions), role (of a person) or experiment';
comment on column governance.controls.needs_two is 'The person who proposes, and who wrote what is proposed, may not approve it';

insert into governance.controls (kind)
values ('policy'), ('model_promotion'), ('model_rollback'), ('gates'), ('role'), ('experiment');

create table governance.requests (
  request_id uuid,
  kind text not null references governance.controls,
  subject text not null check (subject <> '' and length(subject) <= 200),
  content jsonb not null,
  content_sha256 text not null check (content_sha256 = audit.hash_text(content::text)),
  state text not null default 'open' check (
    state in ('open', 'approved', 'rejected', 'withdrawn', 'expired', 'applied', 'failed')
  ),
  is_emergency boolean not null default false check (not is_emergency or kind in ('policy', 'model_rollback')),
  needs_two boolean not null,
  authors text[] not null,
  proposed_by text not null check (proposed_by <> ''),
  proposed_why text not null check (btrim(proposed_why) <> ''),
  proposed_at timestamptz not null default clock_timestamp(),
  expires_at timestamptz not null,
  decided_by text,
  decided_why text check (btrim(decided_why) <> ''),
  decided_at timestamptz,
  applied_at timestamptz,
  failure text,
  reviewed_by text,
  reviewed_why text check (btrim(reviewed_why) <> ''),
  reviewed_at timestamptz,
  primary key (request_id),
  constraint requests_authors_check check (proposed_by = any (authors)),
  constraint requests_two_people_check check (
    not needs_two or is_emergency or state = 'withdrawn' or decided_by is null or decided_by <> all (authors)
  ),
  constraint requests_own_withdrawal_check check (state <> 'withdrawn' or decided_by = proposed_by),
  constraint requests_decision_check check (
    num_nonnulls(decided_by, decided_why, decided_at) = case when state in ('open', 'expired') then 0 else 3 end
  ),
  constraint requests_expiry_check check (is_emergency or decided_at is null or decided_at <= expires_at),
  constraint requests_application_check check (
    (applied_at is not null) = (state = 'applied') and (failure is not null) = (state = 'failed')
  ),
  constraint requests_review_check check (
    num_nonnulls(reviewed_by, reviewed_why, reviewed_at) in (0, 3)
    and (reviewed_by is null or (is_emergency and reviewed_by <> all (authors)))
  )
);
comment on table governance.requests is
  'One row per proposed change. What is proposed never changes; a decided request stays decided';
comment on column governance.requests.request_id is 'Request, UUIDv7';
comment on column governance.requests.kind is 'What it changes: a kind of governance.controls';
comment on column governance.requests.subject is 'What it is about: version of a policy or model, person, experiment';
comment on column governance.requests.content is 'What is proposed; its form depends on the kind';
comment on column governance.requests.content_sha256 is 'SHA-256 of the content in PostgreSQL''s canonical form, hex';
comment on column governance.requests.state is
  'open, approved (not applied yet), applied; ends without a change: rejected, withdrawn, expired, failed';
comment on column governance.requests.is_emergency is
  'A rollback that one person made without an approval; another person reviews it afterwards';
comment on column governance.requests.needs_two is 'Of governance.controls at the proposal; later changes of it do not count';
comment on column governance.requests.authors is
  'Who may not approve it where it needs two: the proposer, and whoever wrote what is proposed';
comment on column governance.requests.proposed_by is 'Who proposed: name of the user in the user pool, a pseudonym';
comment on column governance.requests.proposed_why is 'Why, in the person''s words';
comment on column governance.requests.proposed_at is 'When';
comment on column governance.requests.expires_at is 'When an open request ends by itself';
comment on column governance.requests.decided_by is
  'Who approved or rejected; of a withdrawal and of an emergency the proposer; null while open and when expired';
comment on column governance.requests.decided_why is 'Why, in the person''s words';
comment on column governance.requests.decided_at is 'When';
comment on column governance.requests.applied_at is 'When the change was made; null before';
comment on column governance.requests.failure is 'Why the approved change could not be made; null otherwise';
comment on column governance.requests.reviewed_by is 'Who reviewed an emergency afterwards, never the person who made it; null before';
comment on column governance.requests.reviewed_why is 'What the review found, in the person''s words';
comment on column governance.requests.reviewed_at is 'When';

create unique index requests_one_open on governance.requests (kind, subject) where state = 'open';
create index requests_newest on governance.requests (proposed_at desc, request_id desc);

create function governance.complete_request() returns trigger language plpgsql as $$
begin
  select controls.needs_two into new.needs_two from governance.controls where controls.kind = new.kind;
  new.content_sha256 := audit.hash_text(new.content::text);
  new.proposed_at := clock_timestamp();
  return new;
end
$$;
comment on function governance.complete_request is
  'Before insert: what the proposer does not choose, as whether a second person is needed';
create trigger complete_request before insert on governance.requests
  for each row execute function governance.complete_request();

create function governance.refuse_change() returns trigger language plpgsql as $$
declare
  is_decided constant boolean := old.decided_by is not null;
  is_reviewed constant boolean := old.reviewed_by is not null;
begin
  if tg_op = 'UPDATE'
    and (new.request_id, new.kind, new.subject, new.content, new.content_sha256, new.is_emergency, new.needs_two,
      new.authors, new.proposed_by, new.proposed_why, new.proposed_at, new.expires_at)
    is not distinct from
      (old.request_id, old.kind, old.subject, old.content, old.content_sha256, old.is_emergency, old.needs_two,
      old.authors, old.proposed_by, old.proposed_why, old.proposed_at, old.expires_at)
    and (not is_decided or (new.decided_by, new.decided_why, new.decided_at)
      is not distinct from (old.decided_by, old.decided_why, old.decided_at))
    and (not is_reviewed or (new.reviewed_by, new.reviewed_why, new.reviewed_at)
      is not distinct from (old.reviewed_by, old.reviewed_why, old.reviewed_at))
    and (new.state = old.state
      or old.state = 'open' and new.state in ('approved', 'rejected', 'withdrawn', 'expired')
      or old.state = 'approved' and new.state in ('applied', 'failed'))
    and (old.applied_at is null or new.applied_at = old.applied_at)
  then
    return new;
  end if;
  raise exception 'requests are evidence: % of a % request is refused', lower(tg_op), old.state
    using errcode = 'insufficient_privilege';
end
$$;
comment on function governance.refuse_change is
  'Before update or delete: what was proposed and decided stays as it is; a state only moves forward';
create trigger refuse_change before update or delete on governance.requests
  for each row execute function governance.refuse_change();
create trigger refuse_truncate before truncate on governance.requests
  for each statement execute function audit.refuse_change();

grant select on governance.controls, governance.requests to risk_governance;

-- An event about models, predictions, persons, policies or requests comes from a role that has these duties.
alter table audit.events drop constraint events_role_check;
alter table audit.events add constraint events_role_check check (
  role is null or role not like 'risk\_%' or role = 'risk_migrator'
  or case split_part(action, '.', 1)
    when 'model' then role in ('risk_training', 'risk_governance')
    when 'prediction' then role in ('risk_api_read', 'risk_api_score')
    when 'person' then role = 'risk_privacy'
    when 'policy' then role in ('risk_governance', 'risk_audit', 'risk_simulation')
    when 'request' then role in ('risk_governance', 'risk_audit', 'risk_training')
    when 'emergency' then role in ('risk_governance', 'risk_training')
    when 'gates' then role in ('risk_governance', 'risk_training')
    when 'role' then role = 'risk_governance'
    when 'experiment' then role in ('risk_governance', 'risk_audit', 'risk_monitoring')
    when 'controls' then false
    else true
  end
);

create function governance.record_event(by_person text, action text, subject text, detail jsonb) returns void
language sql set search_path = pg_catalog, pg_temp as $$
  insert into audit.events (actor, action, subject, detail)
  values (by_person, record_event.action, record_event.subject, jsonb_strip_nulls(record_event.detail))
$$;
comment on function governance.record_event is
  'Records an audit event in the caller''s transaction. For the functions of this schema and of policies only';
