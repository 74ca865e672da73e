-- Policies: versions of the document that decides, which versions decide for which applications from when, and
-- simulations. The functions that change them come with migration 81.

create schema policies;
comment on schema policies is 'Versions of decision policies, which of them decide, and their simulations';
grant usage on schema policies to risk_governance, risk_simulation, risk_api_score, risk_api_read, risk_etl, risk_split,
  risk_training, risk_monitoring, risk_audit;

create table policies.versions (
  version text check (version ~ '^[a-z0-9][a-z0-9._-]{0,59}$'),
  document text not null check (document::jsonb ->> 'version' = version),
  sha256 text not null check (sha256 = audit.hash_text(document)),
  state text not null default 'draft' check (
    state in ('draft', 'simulated', 'proposed', 'approved', 'rejected', 'withdrawn', 'expired')
  ),
  revision integer not null default 1 check (revision >= 1),
  based_on text references policies.versions,
  authors text[] not null,
  created_by text not null,
  created_at timestamptz not null default clock_timestamp(),
  changed_by text not null,
  changed_at timestamptz not null default clock_timestamp(),
  why text,
  primary key (version)
);
comment on table policies.versions is
  'One row per version of a policy. A draft can change; from proposed on it stays as it is for every role';
comment on column policies.versions.version is 'Name of the version; stored decisions name it';
comment on column policies.versions.document is 'The policy as JSON, character for character: its hash is that of this text';
comment on column policies.versions.sha256 is 'SHA-256 of the document in UTF-8, hex';
comment on column policies.versions.state is
  'draft, simulated (the present document), proposed, approved (may decide); ends: rejected, withdrawn, expired';
comment on column policies.versions.revision is 'Counts the changes of a draft: an edit names the one that it has seen';
comment on column policies.versions.based_on is 'Version that it was copied from; null without';
comment on column policies.versions.authors is 'Everybody who wrote the document: none of them approves it where two are needed';
comment on column policies.versions.created_by is 'Who created it: name of the user in the user pool, a pseudonym';
comment on column policies.versions.created_at is 'When';
comment on column policies.versions.changed_by is 'Who changed the document or proposed it last';
comment on column policies.versions.changed_at is 'When document or state changed last';
comment on column policies.versions.why is 'Why it was proposed, in the proposer''s words; null before';

create function policies.refuse_change() returns trigger language plpgsql as $$
declare
  can_change constant boolean := old.state in ('draft', 'simulated');
begin
  if tg_op = 'DELETE' and can_change then
    return old;
  elsif tg_op = 'UPDATE'
    and (new.version, new.based_on, new.created_by, new.created_at)
      is not distinct from (old.version, old.based_on, old.created_by, old.created_at)
    and (can_change or (new.document, new.sha256, new.revision, new.authors, new.changed_by, new.why)
      is not distinct from (old.document, old.sha256, old.revision, old.authors, old.changed_by, old.why))
    and (new.state = old.state
      or old.state = 'draft' and new.state = 'simulated'
      or old.state = 'simulated' and new.state in ('draft', 'proposed')
      or old.state = 'proposed' and new.state in ('approved', 'rejected', 'withdrawn', 'expired'))
  then
    return new;
  end if;
  raise exception 'a policy stays as it was proposed: % of a % version is refused', lower(tg_op), old.state
    using errcode = 'insufficient_privilege';
end
$$;
comment on function policies.refuse_change is
  'Before update or delete: only a draft changes, and a state follows the life cycle';
create trigger refuse_change before update or delete on policies.versions
  for each row execute function policies.refuse_change();
create trigger refuse_truncate before truncate on policies.versions
  for each statement execute function audit.refuse_change();

create table policies.assignments (
  assignment_id bigint generated always as identity,
  previous_id bigint references policies.assignments,
  effective_from timestamptz not null,
  default_version text not null references policies.versions,
  segments jsonb not null default '[]' check (jsonb_typeof(segments) = 'array'),
  restores_id bigint references policies.assignments,
  request_id uuid references governance.requests,
  assigned_by text not null,
  assigned_at timestamptz not null default clock_timestamp(),
  primary key (assignment_id),
  constraint assignments_previous_key unique nulls not distinct (previous_id)
);
comment on table policies.assignments is
  'One row per change of the versions that decide. In force at a time is the newest row that is effective by then. Rows are never changed';
comment on column policies.assignments.assignment_id is 'Assignment, in order';
comment on column policies.assignments.previous_id is
  'Assignment before it; two changes at once name the same one, and the second is refused. Null for the first';
comment on column policies.assignments.effective_from is 'From when it decides';
comment on column policies.assignments.default_version is 'Version that decides where no segment is met';
comment on column policies.assignments.segments is
  'Objects feature, value, version in order: the first whose feature has the value decides';
comment on column policies.assignments.restores_id is 'Assignment whose versions an emergency rollback restored; null otherwise';
comment on column policies.assignments.request_id is 'Request that led to it; null for the one of the migration';
comment on column policies.assignments.assigned_by is 'Who approved it, or rolled back';
comment on column policies.assignments.assigned_at is 'When it was stored';

create function policies.list_versions(default_version text, segments jsonb) returns text[]
language sql immutable parallel safe as $$
  select array(
    select list_versions.default_version
    union
    select segment ->> 'version' from jsonb_array_elements(list_versions.segments) as segment
    order by 1
  )
$$;
comment on function policies.list_versions is 'The versions that an assignment names, each once, sorted';

create function policies.check_assignment() returns trigger language plpgsql as $$
begin
  if exists (
    select from jsonb_array_elements(new.segments) as segment
    where jsonb_typeof(segment) <> 'object' or segment - array['feature', 'value', 'version'] <> '{}'
      or coalesce(segment ->> 'feature', '') = '' or coalesce(segment ->> 'value', '') = ''
  ) or (
    select count(*) <> count(distinct (segment ->> 'feature', segment ->> 'value'))
    from jsonb_array_elements(new.segments) as segment
  ) then
    raise exception 'a segment has a feature, a value and a version, and is named once'
      using errcode = 'check_violation';
  end if;
  if exists (
    select from unnest(policies.list_versions(new.default_version, new.segments)) as named (version)
    left join policies.versions v on v.version = named.version
    where v.state is distinct from 'approved'
  ) then
    raise exception 'only approved versions decide' using errcode = 'check_violation';
  end if;
  return new;
end
$$;
comment on function policies.check_assignment is 'Before insert: an assignment names approved versions only';
create trigger check_assignment before insert on policies.assignments
  for each row execute function policies.check_assignment();
create trigger refuse_change before update or delete or truncate on policies.assignments
  for each statement execute function audit.refuse_change();

create table policies.activations (
  assignment_id bigint references policies.assignments,
  activated_at timestamptz not null,
  recorded_at timestamptz not null default clock_timestamp(),
  primary key (assignment_id)
);
comment on table policies.activations is
  'One row per assignment whose beginning the audit has. Rows are never changed';
comment on column policies.activations.assignment_id is 'Assignment';
comment on column policies.activations.activated_at is 'When it began to decide';
comment on column policies.activations.recorded_at is 'When that was recorded';
create trigger refuse_change before update or delete or truncate on policies.activations
  for each statement execute function audit.refuse_change();

create table policies.simulations (
  simulation_id uuid,
  requested_by text not null,
  client_id text not null,
  request jsonb not null,
  document_sha256 text check (document_sha256 ~ '^[0-9a-f]{64}$'),
  state text not null default 'running' check (state in ('running', 'done', 'failed')),
  rows bigint check (rows >= 0),
  result jsonb,
  problem text,
  started_at timestamptz not null default clock_timestamp(),
  ended_at timestamptz,
  execution_id text,
  primary key (simulation_id),
  constraint simulations_end_check check (
    (ended_at is null) = (state = 'running') and (problem is not null) = (state = 'failed')
    and (result is not null) = (state = 'done')
  )
);
comment on table policies.simulations is
  'One row per simulation: a policy or model applied to stored evidence. Its result holds figures of groups, no row of a person';
comment on column policies.simulations.simulation_id is 'Simulation, UUIDv7';
comment on column policies.simulations.requested_by is 'Who asked: name of the user in the user pool, or client';
comment on column policies.simulations.client_id is 'API client';
comment on column policies.simulations.request is 'What is simulated, as it was asked';
comment on column policies.simulations.document_sha256 is 'SHA-256 of the simulated policy''s document, hex; null where the serving ones are used';
comment on column policies.simulations.state is 'running, done, failed';
comment on column policies.simulations.rows is 'Decisions that it covers; null before its end';
comment on column policies.simulations.result is 'Its figures; null before its end';
comment on column policies.simulations.problem is 'Why it failed; null otherwise';
comment on column policies.simulations.started_at is 'When it began';
comment on column policies.simulations.ended_at is 'When it ended; null before';
comment on column policies.simulations.execution_id is 'Execution of the workflow; null before it starts';
create index simulations_newest on policies.simulations (started_at desc, simulation_id desc);
create index simulations_document on policies.simulations (document_sha256) where state = 'done';

create function policies.refuse_other_result() returns trigger language plpgsql as $$
begin
  raise exception 'a simulation that has ended stays as it is' using errcode = 'insufficient_privilege';
end
$$;
comment on function policies.refuse_other_result is 'Before update: what a simulation found never changes';
create trigger refuse_other_result before update on policies.simulations
  for each row when (old.state <> 'running') execute function policies.refuse_other_result();

grant select on policies.versions, policies.assignments, policies.simulations to risk_governance, risk_simulation;
grant select on policies.versions, policies.assignments
  to risk_api_score, risk_api_read, risk_etl, risk_training, risk_monitoring;
grant insert (simulation_id, requested_by, client_id, request, document_sha256) on policies.simulations
  to risk_governance;
grant update (state, problem, ended_at, execution_id) on policies.simulations to risk_governance;
grant update (state, rows, result, problem, ended_at, execution_id) on policies.simulations to risk_simulation;

-- The two policies that were files of the code until now, with the texts that audit.record_policy hashed.
insert into policies.versions (version, document, sha256, state, authors, created_by, changed_by)
select document::jsonb ->> 'version', document, audit.hash_text(document), 'approved', array['migration'], 'migration',
  'migration'
from unnest(array[
  $policy${"version":"2026-11-01","description":"Cut-offs are absolute probabilities of default, not percentiles, so one policy fits a portfolio in which 3 % default as well as one in which 22 % do: what a lender can afford depends on its margin and its loss, not on how risky its other customers are. A loan breaks even where PD = margin / (margin + LGD). With the unsecured LGD of 0.45 that is PD 0.15 for a net margin of 8 % and PD 0.30 for one of 19 %: below the first nearly every product earns money, so it is approved; from the second hardly any does, so it is declined; between them a person decides. A 3 % portfolio is then approved almost whole and a 22 % portfolio in about its better half. Bands share both cut-offs, so a band never spans two decisions of the score.","target":{"definition":"90 or more days past due within 12 months of the application, as the lender reports it in `defaulted`"},"score":{"base":600,"odds":20,"pdo":40,"min":300,"max":850},"bands":[{"name":"A","below_pd":0.03},{"name":"B","below_pd":0.08},{"name":"C","below_pd":0.15},{"name":"D","below_pd":0.3},{"name":"E","below_pd":null}],"decisions":{"approve_below_pd":0.15,"decline_from_pd":0.3},"lgd":{"unsecured":0.45,"secured":{"feature":"loan_to_value","at_most":1,"lgd":0.25}},"ead":{"rule":"feature","feature":"amount"},"hard_rules":[{"name":"under_age","when":{"feature":"age_years","below":18},"decision":"decline","reason":"The applicant is under 18 years old."},{"name":"in_default","when":{"feature":"months_past_due_1","at_least":3},"decision":"decline","reason":"An existing debt of the applicant is three or more months past due."},{"name":"overcommitted","when":{"feature":"debt_to_income","at_least":0.6},"decision":"refer","reason":"Debt payments including this loan would take 60 % or more of the applicant's income."}]}$policy$,
  $policy${"version":"2026-11-23","description":"Cut-offs are absolute probabilities of default, not percentiles, so one policy fits a portfolio in which 3 % default as well as one in which 22 % do: what a lender can afford depends on its margin and its loss, not on how risky its other customers are. A loan breaks even where PD = margin / (margin + LGD). With the unsecured LGD of 0.45 that is PD 0.15 for a net margin of 8 % and PD 0.30 for one of 19 %: below the first nearly every product earns money, so it is approved; from the second hardly any does, so it is declined; between them a person decides. A 3 % portfolio is then approved almost whole and a 22 % portfolio in about its better half. Bands share both cut-offs, so a band never spans two decisions of the score. A cut-off limits the risk of a loan, not its size: a loan that is expected to lose 50,000 or more, in the lender's currency, is not approved without a person, because one such loss takes what hundreds of usual loans earn.","target":{"definition":"90 or more days past due within 12 months of the application, as the lender reports it in `defaulted`"},"score":{"base":600,"odds":20,"pdo":40,"min":300,"max":850},"bands":[{"name":"A","below_pd":0.03},{"name":"B","below_pd":0.08},{"name":"C","below_pd":0.15},{"name":"D","below_pd":0.3},{"name":"E","below_pd":null}],"decisions":{"approve_below_pd":0.15,"decline_from_pd":0.3},"lgd":{"unsecured":0.45,"secured":{"feature":"loan_to_value","at_most":1,"lgd":0.25}},"ead":{"rule":"feature","feature":"amount"},"hard_rules":[{"name":"under_age","when":{"feature":"age_years","below":18},"decision":"decline","reason":"The applicant is under 18 years old."},{"name":"in_default","when":{"feature":"months_past_due_1","at_least":3},"decision":"decline","reason":"An existing debt of the applicant is three or more months past due."},{"name":"overcommitted","when":{"feature":"debt_to_income","at_least":0.6},"decision":"refer","reason":"Debt payments including this loan would take 60 % or more of the applicant's income."}],"expected_loss_limits":[{"name":"large_expected_loss","at_least":50000,"decision":"refer","reason":"The expected loss of a loan of this amount is more than may be accepted without a person."}]}$policy$
]) as document;

-- Decisions before it name their own policy, so it may decide from the beginning of time.
insert into policies.assignments (effective_from, default_version, assigned_by)
values ('-infinity', '2026-11-23', 'migration');
insert into policies.activations (assignment_id, activated_at)
select assignment_id, effective_from from policies.assignments;
