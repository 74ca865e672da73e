-- Cases: the work of a person about one application, from its opening to its decision. Tables; the functions that change
-- them come with migration 113, what opens and closes cases by itself with migration 114.

-- Which role may record which events, as rows: a migration that adds a duty adds a row.
create table audit.action_roles (
  prefix text check (prefix ~ '^[a-z_]+$'),
  role text,
  primary key (prefix, role)
);
comment on table audit.action_roles is
  'One row per kind of event and role that may record it. A kind without a row may be recorded by every role that writes events';
comment on column audit.action_roles.prefix is 'First word of the action: model of model.promoted';
comment on column audit.action_roles.role is 'Database role; risk_migrator may record every event';

insert into audit.action_roles (prefix, role)
select prefix, role
from (values
  ('model', array['risk_training', 'risk_governance']),
  ('prediction', array['risk_api_read', 'risk_api_score', 'risk_cases']),
  ('person', array['risk_privacy']),
  ('policy', array['risk_governance', 'risk_audit', 'risk_simulation']),
  ('request', array['risk_governance', 'risk_audit', 'risk_training']),
  ('emergency', array['risk_governance', 'risk_training']),
  ('gates', array['risk_governance', 'risk_training']),
  ('role', array['risk_governance']),
  ('experiment', array['risk_governance', 'risk_audit', 'risk_monitoring']),
  ('controls', array['risk_migrator']),
  -- Who stores a score or an override opens or ends cases by it.
  ('case', array['risk_cases', 'risk_deadlines', 'risk_etl', 'risk_api_score', 'risk_api_read'])
) as duties (prefix, roles), unnest(roles) as role;

create function audit.check_role() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  is_duty boolean;
begin
  if new.role not like 'risk\_%' or new.role = 'risk_migrator' then
    return new;
  end if;
  select bool_or(duty.role = new.role) into is_duty
  from audit.action_roles duty
  where duty.prefix = split_part(new.action, '.', 1);
  if not is_duty then
    raise exception 'events_role_check: % does not record %', new.role, new.action using errcode = 'check_violation';
  end if;
  return new;
end
$$;
comment on function audit.check_role is
  'Before insert of an event: its role has the duty to record such events (audit.action_roles)';
create trigger check_role before insert on audit.events
  for each row execute function audit.check_role();
alter table audit.events drop constraint events_role_check;

create schema cases;
comment on schema cases is 'Cases: what people decide about applications, with every step';

create function cases.create_id() returns uuid language sql volatile parallel safe as $$
  -- UUIDv7: 48 bits of time in milliseconds, version 7, the rest random.
  -- A random UUID has version 4, whose bits 52 and 53 become those of version 7.
  select encode(set_bit(set_bit(
    overlay(uuid_send(gen_random_uuid())
      placing substring(int8send(cast(floor(extract(epoch from clock_timestamp()) * 1000) as bigint)) from 3)
      from 1 for 6),
    52, 1), 53, 1), 'hex')::uuid
$$;
comment on function cases.create_id is 'A new id, UUIDv7: newer ones sort later';

create table cases.settings (
  name text check (name in ('claim_hours', 'referral_hours', 'contest_hours', 'expired_approval_hours',
    'suspected_fraud_hours', 'second_person_from', 'approval_days')),
  value numeric not null check (value >= 0),
  primary key (name)
);
comment on table cases.settings is 'One row per setting; every deployment sets them from lib/config.ts (cases)';
comment on column cases.settings.name is 'Name: hours of a claim and until a kind of case is due, exposure from which two decide, days of an approval';
comment on column cases.settings.value is 'Hours, money or days';
insert into cases.settings (name, value) values
  ('claim_hours', 4), ('referral_hours', 48), ('contest_hours', 120), ('expired_approval_hours', 120),
  ('suspected_fraud_hours', 24), ('second_person_from', 50000), ('approval_days', 90);

create table cases.cases (
  case_id uuid default cases.create_id(),
  kind text not null check (kind in ('referral', 'contest', 'expired_approval', 'suspected_fraud')),
  application text not null,
  customer_id text,
  prediction_id uuid not null,
  why text not null,
  state text not null default 'open' check (
    state in ('open', 'waiting_for_documents', 'waiting_for_second', 'decided', 'withdrawn')
  ),
  opened_at timestamptz not null default clock_timestamp(),
  due_at timestamptz not null,
  pd double precision not null,
  score integer not null,
  band text not null,
  policy_decision text not null,
  exposure numeric(14,2) not null,
  model_side text check (model_side in ('approve', 'decline')),
  holder text check (holder <> ''),
  held_until timestamptz,
  decision text check (decision in ('approve', 'decline', 'uphold')),
  reason text,
  reason_codes text[] not null default '{}',
  decided_by text,
  client_id text,
  decided_at timestamptz,
  second_by text,
  override_id uuid,
  closed_at timestamptz,
  withdrawn_why text,
  primary key (case_id),
  constraint cases_due_check check (due_at >= opened_at),
  constraint cases_lease_check check ((holder is null) = (held_until is null)),
  constraint cases_closed_check check ((state in ('decided', 'withdrawn')) = (closed_at is not null)),
  constraint cases_free_check check (state not in ('decided', 'withdrawn') or holder is null),
  constraint cases_decided_check check (
    (state in ('waiting_for_second', 'decided')) = (decision is not null)
    and (decision is null) = (decided_by is null) and (decision is null) = (decided_at is null)
  ),
  constraint cases_withdrawn_check check ((state = 'withdrawn') = (withdrawn_why is not null)),
  -- Two people: the second one is another.
  constraint cases_second_check check (second_by is null or state = 'decided' and second_by <> decided_by)
);
comment on table cases.cases is
  'One row per case: the work of a person about one application. At most one of a kind is unfinished for an application';
comment on column cases.cases.case_id is 'Case, UUIDv7';
comment on column cases.cases.kind is
  'referral: the decision is refer; contest: the applicant objects; expired_approval: a person''s approval is old; suspected_fraud: by a rule';
comment on column cases.cases.application is 'Application, as predictions.overrides.application';
comment on column cases.cases.customer_id is 'Customer whose application it is; null where none is known';
comment on column cases.cases.prediction_id is 'The newest score of the application; it moves on when the application is scored again';
comment on column cases.cases.why is 'Why it was opened';
comment on column cases.cases.state is
  'open, waiting_for_documents, waiting_for_second (a second person confirms or returns the decision); ends: decided, withdrawn';
comment on column cases.cases.opened_at is 'When it was opened';
comment on column cases.cases.due_at is 'Until when it has to be decided';
comment on column cases.cases.pd is 'Probability of default of the score, 0 to 1';
comment on column cases.cases.score is 'The score in points, 300 to 850';
comment on column cases.cases.band is 'Band of the policy';
comment on column cases.cases.policy_decision is 'What the policy decided: approve, refer or decline';
comment on column cases.cases.exposure is 'Exposure at default of the score, money';
comment on column cases.cases.model_side is
  'Side of the model: approve where the PD is below the geometric mean of the policy''s two cut-offs, else decline; null without cut-offs';
comment on column cases.cases.holder is 'Who holds the case: name of the user in the user pool, a pseudonym; null: nobody';
comment on column cases.cases.held_until is 'Until when: from then on anybody may claim it';
comment on column cases.cases.decision is 'The person''s decision: approve, decline, or uphold (what holds stays); null before';
comment on column cases.cases.reason is 'Why, in the words of the reason codes and of the person; of an override of the same words';
comment on column cases.cases.reason_codes is 'Reason codes of the decision (config/reason-codes.json)';
comment on column cases.cases.decided_by is 'Who decided: name of the user in the user pool, a pseudonym';
comment on column cases.cases.client_id is 'API client that the person used';
comment on column cases.cases.decided_at is 'When the person decided';
comment on column cases.cases.second_by is 'Who confirmed the decision; null where one person was enough';
comment on column cases.cases.override_id is 'Override that the decision stored; null before, and where the decision was upheld';
comment on column cases.cases.closed_at is 'When it was decided, the second person included, or withdrawn; null before';
comment on column cases.cases.withdrawn_why is 'Why nobody has to decide any more; null otherwise';

create unique index cases_unfinished on cases.cases (application, customer_id, kind) nulls not distinct
  where closed_at is null;
create index cases_queue on cases.cases (due_at, case_id) where closed_at is null;
create index cases_kind on cases.cases (kind, due_at, case_id) where closed_at is null;
create index cases_holder on cases.cases (holder, due_at, case_id) where holder is not null;
create index cases_state on cases.cases (state, due_at, case_id);
create index cases_due on cases.cases (due_at, case_id);
create index cases_application on cases.cases (application);
create index cases_customer on cases.cases (customer_id, opened_at desc);
create index cases_decided on cases.cases (closed_at)
  include (kind, decided_by, reason_codes, opened_at, due_at, decision, policy_decision, model_side)
  where state = 'decided';
create unique index cases_override on cases.cases (override_id) where override_id is not null;

create function cases.refuse_change() returns trigger language plpgsql as $$
begin
  if tg_op = 'UPDATE' and old.closed_at is null
    and (new.case_id, new.kind, new.application, new.opened_at, new.due_at, new.why)
      = (old.case_id, old.kind, old.application, old.opened_at, old.due_at, old.why)
    and new.customer_id is not distinct from old.customer_id
  then
    return new;
  elsif tg_op = 'DELETE' and current_user in ('risk_privacy', 'risk_retention') then
    return old;
  end if;
  raise exception 'cases are evidence: % of a case is refused', lower(tg_op) using errcode = 'insufficient_privilege';
end
$$;
comment on function cases.refuse_change is
  'Before update or delete: what a case is about never changes, an ended one not at all, and only erasure and retention delete';
create trigger refuse_change before update or delete on cases.cases
  for each row execute function cases.refuse_change();
create trigger refuse_truncate before truncate on cases.cases
  for each statement execute function audit.refuse_change();
create trigger record_deletion after delete on cases.cases
  for each row execute function audit.record_deletion('case_id');

comment on table audit.deletions is
  'One row per deleted score, override, unstarted batch or case: its id and nothing else of it. Rows are never changed';

create table cases.actions (
  action_id uuid default cases.create_id(),
  case_id uuid not null references cases.cases on delete cascade,
  action text not null check (action in ('opened', 'claimed', 'released', 'assigned', 'noted', 'documents_requested',
    'attached', 'decided', 'confirmed', 'returned', 'withdrawn')),
  actor text check (actor <> ''),
  at timestamptz not null default clock_timestamp(),
  reason_codes text[] not null default '{}',
  note text check (btrim(note) <> ''),
  attachment_id uuid,
  decision text check (decision in ('approve', 'decline', 'uphold')),
  assigned_to text,
  primary key (action_id)
);
comment on table cases.actions is 'One row per step of a case. Rows are never changed';
comment on column cases.actions.action_id is 'Step, UUIDv7: a call that is sent again stores nothing again';
comment on column cases.actions.case_id is 'Case';
comment on column cases.actions.action is 'What was done';
comment on column cases.actions.actor is 'Who: name of the user in the user pool, a pseudonym; null: the system or the applicant';
comment on column cases.actions.at is 'When';
comment on column cases.actions.reason_codes is 'Reason codes of a decision (config/reason-codes.json)';
comment on column cases.actions.note is 'In the person''s words; of the system why';
comment on column cases.actions.attachment_id is 'Attachment; null without';
comment on column cases.actions.decision is 'Decision of decided, confirmed and returned';
comment on column cases.actions.assigned_to is 'Person who got the case';
create index actions_case on cases.actions (case_id, at, action_id);

create function cases.refuse_action_change() returns trigger language plpgsql as $$
begin
  -- Its steps go with a case, which the owner of the table deletes then.
  if tg_op = 'DELETE' and current_user = 'risk_migrator' then
    return old;
  end if;
  raise exception 'steps of cases are evidence: % is refused', lower(tg_op) using errcode = 'insufficient_privilege';
end
$$;
comment on function cases.refuse_action_change is 'Before update or delete: steps stay; they go with their case only';
create trigger refuse_change before update or delete on cases.actions
  for each row execute function cases.refuse_action_change();
create trigger refuse_truncate before truncate on cases.actions
  for each statement execute function audit.refuse_change();

create view cases.deadlines as
select kind, case_id::text as subject, due_at, due_at <= clock_timestamp() as is_overdue
from cases.cases
where closed_at is null;
comment on view cases.deadlines is 'One row per unfinished case';
comment on column cases.deadlines.kind is 'Kind of the case';
comment on column cases.deadlines.subject is 'Case';
comment on column cases.deadlines.due_at is 'Until when it has to be decided';
comment on column cases.deadlines.is_overdue is 'Whether that time has passed';

grant usage on schema cases to risk_cases, risk_deadlines, risk_privacy;
grant select on cases.cases, cases.actions, cases.settings to risk_cases;
grant select on cases.deadlines to risk_deadlines;
grant select, delete on cases.cases to risk_privacy;
grant select on cases.actions to risk_privacy;
