-- Retention: what the schedule (config/retention.json) deleted in each run, and the rights of the role that deletes.
-- Rows of customers whose processing is restricted stay: the customer may need them for a claim (GDPR article 18).

create table privacy.retention_runs (
  retention_run_id uuid,
  execution_id text not null,
  schedule_sha256 text not null check (schedule_sha256 ~ '^[0-9a-f]{64}$'),
  state text not null default 'running' check (state in ('running', 'completed', 'failed')),
  started_at timestamptz not null default clock_timestamp(),
  ended_at timestamptz,
  primary key (retention_run_id),
  unique (execution_id),
  constraint retention_runs_end_check check ((ended_at is null) = (state = 'running'))
);
comment on table privacy.retention_runs is 'One row per run of the retention workflow';
comment on column privacy.retention_runs.retention_run_id is 'Run, UUIDv7';
comment on column privacy.retention_runs.execution_id is 'Execution of the workflow';
comment on column privacy.retention_runs.schedule_sha256 is 'SHA-256 of the schedule that it carried out, hex';
comment on column privacy.retention_runs.state is
  'running, completed, or failed: what it deleted until then stays deleted, and the next run goes on';
comment on column privacy.retention_runs.started_at is 'When it began';
comment on column privacy.retention_runs.ended_at is 'When it ended; null while it runs';
create index retention_runs_newest on privacy.retention_runs (started_at desc);

create table privacy.retention_results (
  retention_run_id uuid not null references privacy.retention_runs,
  place text not null,
  days integer not null check (days > 0),
  deleted bigint not null check (deleted >= 0),
  is_complete boolean not null,
  primary key (retention_run_id, place)
);
comment on table privacy.retention_results is 'One row per place that a run of the retention worked on: the report of what went';
comment on column privacy.retention_results.retention_run_id is 'Run';
comment on column privacy.retention_results.place is 'Rule of the schedule, such as predictions.risk_scores';
comment on column privacy.retention_results.days is 'Days that the rule keeps its rows';
comment on column privacy.retention_results.deleted is 'Deleted rows, 0 or more';
comment on column privacy.retention_results.is_complete is
  'Whether nothing that was due is left; false where the run reached its limit, and the next one goes on';

create function privacy.begin_retention(of_run uuid, of_execution text, schedule_hash text) returns uuid
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  found_run uuid;
begin
  -- A run whose execution died says so when the next one begins.
  update privacy.retention_runs set (state, ended_at) = ('failed', clock_timestamp())
  where state = 'running' and execution_id <> of_execution;
  insert into privacy.retention_runs (retention_run_id, execution_id, schedule_sha256)
  values (of_run, of_execution, schedule_hash)
  on conflict (execution_id) do nothing;
  select retention_run_id into found_run from privacy.retention_runs where execution_id = of_execution;
  return found_run;
end
$$;
comment on function privacy.begin_retention is 'Begins a run; the same execution gets the run that it began before';

create function privacy.record_retention(of_run uuid, of_place text, of_days integer, gone bigint, complete boolean)
returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  perform 1 from privacy.retention_runs where retention_run_id = of_run and state = 'running' for update;
  if not found then
    raise exception 'no such run of the retention is running' using errcode = 'PV121';
  end if;
  insert into privacy.retention_results as stored (retention_run_id, place, days, deleted, is_complete)
  values (of_run, of_place, of_days, gone, complete)
  on conflict (retention_run_id, place) do update
  set (deleted, is_complete) = (stored.deleted + excluded.deleted, excluded.is_complete);
end
$$;
comment on function privacy.record_retention is
  'Adds what was deleted to the report of a running run, in the transaction that deletes it';

create function privacy.end_retention(of_run uuid, has_failed boolean) returns text
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  ended privacy.retention_runs;
begin
  update privacy.retention_runs
  set (state, ended_at) = (case when has_failed then 'failed' else 'completed' end, clock_timestamp())
  where retention_run_id = of_run and state = 'running'
  returning * into ended;
  if ended.retention_run_id is not null then
    perform governance.record_event('retention', 'retention.applied', of_run::text, jsonb_build_object(
      'state', ended.state, 'schedule_sha256', ended.schedule_sha256,
      'deleted', (select jsonb_object_agg(place, deleted) from privacy.retention_results
                  where retention_run_id = of_run and deleted > 0)
    ));
  end if;
  return (select state from privacy.retention_runs where retention_run_id = of_run);
end
$$;
comment on function privacy.end_retention is 'Ends a run once and records in the audit what went, in numbers';

revoke all on function privacy.begin_retention(uuid, text, text),
  privacy.record_retention(uuid, text, integer, bigint, boolean), privacy.end_retention(uuid, boolean) from public;
grant execute on function privacy.begin_retention(uuid, text, text),
  privacy.record_retention(uuid, text, integer, bigint, boolean), privacy.end_retention(uuid, boolean)
  to risk_retention;

grant usage on schema privacy, staging, analytics, predictions, reporting to risk_retention;
grant select on privacy.retention_runs, privacy.retention_results, privacy.restricted_customers to risk_retention;
grant select, delete on privacy.restrictions to risk_retention;
-- Of delivered rows it reads what says how old they are, and no value.
grant delete on staging.customers, staging.loan_applications, staging.credit_history, staging.transactions,
  staging.superseded_rows, staging.rejected_rows to risk_retention;
grant select (customer_id, valid_from, ended_on) on staging.customers to risk_retention;
grant select (application_id, customer_id, valid_from, status, defaulted, outcome_date, ended_on)
  on staging.loan_applications to risk_retention;
grant select (customer_id, as_of) on staging.credit_history to risk_retention;
grant select (customer_id, transaction_id, booked_at) on staging.transactions to risk_retention;
grant select on staging.superseded_rows, staging.rejected_rows, staging.full_deliveries to risk_retention;
grant select (run_id, as_of, opened_at, closed_at) on analytics.runs to risk_retention;
grant select on analytics.publications to risk_retention;
grant select (application_id, customer_id, as_of, run_id), delete on analytics.risk_features to risk_retention;
grant select (customer_id), delete on analytics.customer_features to risk_retention;
grant select (run_id, check_name, sample_keys), update (sample_keys) on analytics.quality_results to risk_retention;
grant select (prediction_id, application_id, customer_id, scored_at), delete on predictions.risk_scores
  to risk_retention;
grant select (prediction_id), delete on predictions.shadow_scores, analytics.scored_applications,
  reporting.segment_applications to risk_retention;
grant select (prediction_id, override_id, application), delete on predictions.overrides to risk_retention;
grant select on predictions.held_overrides to risk_retention;
grant select (application_id, prediction_id), delete on analytics.counted_scores to risk_retention;
grant select (client_id, requested_by, idempotency_key, asked_at), delete on predictions.batch_requests
  to risk_retention;
-- The steps of a case go with it. A score stays while a case about its application is unfinished.
grant usage on schema cases to risk_retention;
grant select (case_id, application, customer_id, closed_at), delete on cases.cases to risk_retention;
grant select on cases.attachments to risk_retention;
grant usage on schema contests to risk_retention;
grant select (contest_id, customer_id, created_at, case_id), delete on contests.contests to risk_retention;
grant select (request_id, customer_id, ended_at), delete on privacy.requests to risk_retention;
grant select on privacy.retention_runs, privacy.retention_results to risk_privacy_api, risk_privacy;

-- The API lists restrictions and lifts them.
grant select on privacy.restrictions to risk_privacy_api;
grant execute on function privacy.lift_restriction(text, text, text, text) to risk_privacy_api;

-- Of evidence the retention deletes nothing that is younger than a year, whatever the schedule says.
create or replace function predictions.refuse_change() returns trigger language plpgsql as $$
declare
  made_at timestamptz;
begin
  if current_user = 'risk_privacy' and tg_op = 'DELETE' then
    return old;
  elsif current_user = 'risk_retention' and tg_op = 'DELETE' then
    made_at := coalesce(to_jsonb(old) ->> 'scored_at', to_jsonb(old) ->> 'decided_at', to_jsonb(old) ->> 'asked_at');
    if made_at < clock_timestamp() - interval '365 days' then
      return old;
    end if;
  end if;
  raise exception 'scores are evidence: % on %.% is refused', lower(tg_op), tg_table_schema, tg_table_name
    using errcode = 'insufficient_privilege';
end
$$;
comment on function predictions.refuse_change is
  'Before update, delete or truncate: nobody changes evidence. Only risk_privacy deletes it, and risk_retention what is older than a year';

insert into audit.action_roles (prefix, role)
values ('retention', 'risk_retention'), ('person', 'risk_privacy_api')
on conflict do nothing;
