-- Experiments: arms of live traffic that policies or models decide, what stopped them, and what was measured. Tables, and
-- what nobody can store in them; the functions that change them come with migration 86. No row is about a person's
-- application: scores name experiment and arm (predictions.risk_scores).

create table policies.experiments (
  experiment_id text check (experiment_id ~ '^[a-z0-9][a-z0-9-]{0,59}$'),
  salt text not null check (salt ~ '^[0-9a-f]{32}$'),
  definition jsonb not null,
  request_id uuid not null unique references governance.requests,
  assignment_id bigint not null references policies.assignments,
  champion_version text not null references predictions.model_metadata,
  starts_at timestamptz not null,
  ends_at timestamptz not null,
  stopped_at timestamptz,
  start_recorded_at timestamptz,
  end_recorded_at timestamptz,
  approved_by text not null,
  created_at timestamptz not null default clock_timestamp(),
  primary key (experiment_id),
  constraint experiments_period_check check (starts_at < ends_at),
  constraint experiments_stop_check check (stopped_at < ends_at),
  constraint experiments_one_at_a_time exclude using gist (
    tstzrange(starts_at, greatest(starts_at, coalesce(stopped_at, ends_at))) with &&
  )
);
comment on table policies.experiments is
  'One row per approved experiment. One runs at a time; what was approved never changes';
comment on column policies.experiments.experiment_id is 'Name of the experiment; the evidence names it';
comment on column policies.experiments.salt is
  'Random, 32 hex digits: with it the hash of a customer chooses the arm (lambdas/shared/decision/choose-arm.ts)';
comment on column policies.experiments.definition is
  'What was approved: question, period, measure, smallest effect, arms, guardrails (lambdas/shared/experiments/definition.ts)';
comment on column policies.experiments.request_id is 'Request that was approved';
comment on column policies.experiments.assignment_id is
  'Assignment of policies from which the arms differ; the experiment ends when another one decides';
comment on column policies.experiments.champion_version is
  'Champion from which the arms differ; the experiment ends when another model is champion';
comment on column policies.experiments.starts_at is 'From when customers get arms';
comment on column policies.experiments.ends_at is 'Until when, unless it is stopped before';
comment on column policies.experiments.stopped_at is 'When it was stopped as a whole, or its last arm was; null otherwise';
comment on column policies.experiments.start_recorded_at is 'When the audit got its start; null before';
comment on column policies.experiments.end_recorded_at is 'When the audit got its end; null before';
comment on column policies.experiments.approved_by is 'Who approved it: name of the user in the user pool, a pseudonym';
comment on column policies.experiments.created_at is 'When it was approved';

create function policies.refuse_other_experiment() returns trigger language plpgsql as $$
begin
  if tg_op = 'UPDATE'
    and to_jsonb(new) - array['stopped_at', 'start_recorded_at', 'end_recorded_at']
      = to_jsonb(old) - array['stopped_at', 'start_recorded_at', 'end_recorded_at']
    and (old.stopped_at is null or new.stopped_at = old.stopped_at)
    and (old.start_recorded_at is null or new.start_recorded_at = old.start_recorded_at)
    and (old.end_recorded_at is null or new.end_recorded_at = old.end_recorded_at)
  then
    return new;
  end if;
  raise exception 'an experiment stays as it was approved: % is refused', lower(tg_op)
    using errcode = 'insufficient_privilege';
end
$$;
comment on function policies.refuse_other_experiment is
  'Before update or delete: an experiment only gets the times of its start, its stop and its end, each once';
create trigger refuse_change before update or delete on policies.experiments
  for each row execute function policies.refuse_other_experiment();
create trigger refuse_truncate before truncate on policies.experiments
  for each statement execute function audit.refuse_change();

create table policies.experiment_arms (
  experiment_id text references policies.experiments,
  arm text check (arm ~ '^[a-z0-9][a-z0-9-]{0,39}$'),
  share double precision not null check (share > 0 and share < 1),
  policy_version text references policies.versions,
  model_version text references predictions.model_metadata,
  primary key (experiment_id, arm),
  unique nulls not distinct (experiment_id, policy_version, model_version)
);
comment on table policies.experiment_arms is
  'One row per arm of an experiment; the shares of an experiment add up to 1. Rows are never changed';
comment on column policies.experiment_arms.experiment_id is 'Experiment';
comment on column policies.experiment_arms.arm is 'Name of the arm; the evidence names it';
comment on column policies.experiment_arms.share is 'Share of the customers, above 0 and below 1';
comment on column policies.experiment_arms.policy_version is 'Policy that decides; null: the default one. With the model null too: the control arm';
comment on column policies.experiment_arms.model_version is 'Model that scores; null: the champion';
create trigger refuse_change before update or delete or truncate on policies.experiment_arms
  for each statement execute function audit.refuse_change();

create table policies.experiment_stops (
  stop_id bigint generated always as identity,
  experiment_id text not null references policies.experiments,
  arm text,
  reason text not null check (reason in ('person', 'expected_loss', 'approval_rate', 'error_rate', 'baseline_changed')),
  why text not null check (btrim(why) <> ''),
  figures jsonb,
  stopped_by text not null,
  stopped_at timestamptz not null default clock_timestamp(),
  primary key (stop_id),
  foreign key (experiment_id, arm) references policies.experiment_arms,
  unique nulls not distinct (experiment_id, arm)
);
comment on table policies.experiment_stops is
  'One row per stopped arm, and per experiment that was stopped as a whole. Rows are never changed';
comment on column policies.experiment_stops.stop_id is 'Stop, in order';
comment on column policies.experiment_stops.experiment_id is 'Experiment';
comment on column policies.experiment_stops.arm is 'Arm; null: the whole experiment';
comment on column policies.experiment_stops.reason is
  'person, the guardrail that was violated, or baseline_changed: another policy or champion decides';
comment on column policies.experiment_stops.why is 'The same in words';
comment on column policies.experiment_stops.figures is 'Of a guardrail: value, bound, interval; null otherwise';
comment on column policies.experiment_stops.stopped_by is 'Who: name of the user in the user pool, a pseudonym, or watch';
comment on column policies.experiment_stops.stopped_at is 'When';
create trigger refuse_change before update or delete or truncate on policies.experiment_stops
  for each statement execute function audit.refuse_change();

create table policies.experiment_checks (
  experiment_id text references policies.experiments,
  day date,
  measured_at timestamptz not null default clock_timestamp(),
  sample_ratio text not null check (sample_ratio in ('ok', 'insufficient', 'mismatch')),
  results jsonb not null,
  primary key (experiment_id, day)
);
comment on table policies.experiment_checks is
  'One row per experiment and day: its newest measurement of the day. Figures of groups, no row of a person';
comment on column policies.experiment_checks.experiment_id is 'Experiment';
comment on column policies.experiment_checks.day is 'Day, UTC';
comment on column policies.experiment_checks.measured_at is 'When it was measured last on that day';
comment on column policies.experiment_checks.sample_ratio is
  'Whether the customers are divided as the shares say: ok, insufficient (too few), mismatch';
comment on column policies.experiment_checks.results is
  'Results of the arms, comparisons, sample ratio and guardrails (lambdas/shared/experiments/)';

create table policies.experiment_failures (
  experiment_id text,
  arm text,
  hour timestamptz,
  failures bigint not null check (failures > 0),
  primary key (experiment_id, arm, hour),
  foreign key (experiment_id, arm) references policies.experiment_arms
);
comment on table policies.experiment_failures is
  'One row per arm and hour in which requests could not be decided: how many';
comment on column policies.experiment_failures.experiment_id is 'Experiment';
comment on column policies.experiment_failures.arm is 'Arm';
comment on column policies.experiment_failures.hour is 'Begin of the hour';
comment on column policies.experiment_failures.failures is 'Requests without a decision';

create view policies.experiment_states as
select e.experiment_id,
  case
    when e.stopped_at is not null then 'stopped'
    when e.ends_at <= clock_timestamp() then 'ended'
    when e.starts_at <= clock_timestamp() then 'running'
    else 'waiting'
  end as state,
  e.definition, e.request_id, e.assignment_id, e.champion_version, e.starts_at, e.ends_at, e.stopped_at, e.approved_by,
  e.created_at,
  (
    select jsonb_agg(jsonb_build_object(
      'arm', a.arm, 'share', a.share, 'policy_version', a.policy_version, 'model_version', a.model_version,
      'is_control', a.policy_version is null and a.model_version is null, 'is_stopped', s.stop_id is not null
    ) order by a.arm)
    from policies.experiment_arms a
    left join policies.experiment_stops s on s.experiment_id = a.experiment_id and s.arm = a.arm
    where a.experiment_id = e.experiment_id
  ) as arms,
  (
    select coalesce(jsonb_agg(jsonb_build_object(
      'arm', s.arm, 'reason', s.reason, 'why', s.why, 'figures', s.figures, 'stopped_by', s.stopped_by,
      'stopped_at', to_char(s.stopped_at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')
    ) order by s.stop_id), '[]')
    from policies.experiment_stops s
    where s.experiment_id = e.experiment_id
  ) as stops
from policies.experiments e;
comment on view policies.experiment_states is 'One row per experiment: where it stands, its arms and what was stopped';
comment on column policies.experiment_states.experiment_id is 'Experiment';
comment on column policies.experiment_states.state is 'waiting, running; ends: ended, stopped';
comment on column policies.experiment_states.definition is 'What was approved';
comment on column policies.experiment_states.request_id is 'Request that was approved';
comment on column policies.experiment_states.assignment_id is 'Assignment of policies from which the arms differ';
comment on column policies.experiment_states.champion_version is 'Champion from which the arms differ';
comment on column policies.experiment_states.starts_at is 'From when customers get arms';
comment on column policies.experiment_states.ends_at is 'Until when, unless it is stopped before';
comment on column policies.experiment_states.stopped_at is 'When it was stopped as a whole, or its last arm was';
comment on column policies.experiment_states.approved_by is 'Who approved it';
comment on column policies.experiment_states.created_at is 'When it was approved';
comment on column policies.experiment_states.arms is
  'Objects arm, share, policy_version, model_version, is_control, is_stopped, in order of names';
comment on column policies.experiment_states.stops is
  'Objects arm, reason, why, figures, stopped_by, stopped_at, in order of time';

grant select on policies.experiments, policies.experiment_arms, policies.experiment_stops, policies.experiment_checks,
  policies.experiment_failures, policies.experiment_states to risk_governance, risk_monitoring;
grant insert, update on policies.experiment_checks to risk_monitoring;
