-- The outbox: every decision, override, case change, notice, policy and model change is an event, written in the
-- transaction of the change. Ids, decisions and versions only: no features, reasons, names or free text.

create schema events;
comment on schema events is 'Events for the lender''s systems: what happened, where it is sent, what became of it';
grant usage on schema events to risk_events, risk_governance, risk_privacy;

create sequence events.positions;
comment on sequence events.positions is 'Numbers events in the order in which their transactions became visible';

create table events.outbox (
  sequence bigint generated always as identity,
  event_id uuid not null default gen_random_uuid(),
  type text not null check (
    type ~ '^(decision|prediction|case|notice|contest|policy|model|experiment|webhook)\.[a-z_]{1,60}$'
  ),
  application text,
  customer_id text,
  subject text not null,
  occurred_at timestamptz not null default clock_timestamp(),
  data jsonb not null check (jsonb_typeof(data) = 'object'),
  only_endpoint uuid,
  transaction_id bigint not null default cast(cast(pg_current_xact_id() as text) as bigint),
  position bigint
);
comment on table events.outbox is
  'One row per event for the lender''s systems, written in the transaction of what happened. Only position changes';
comment on column events.outbox.sequence is 'Event, in order of writing; not the order of commits';
comment on column events.outbox.event_id is 'Event, as receivers know it: the header webhook-id';
comment on column events.outbox.type is 'What happened, such as decision.made or policy.activated';
comment on column events.outbox.application is
  'Application that it is about, or prediction of a what-if; null for policies, models and experiments';
comment on column events.outbox.customer_id is
  'Customer of the application, for access and erasure only; it is not sent. Null where none is known';
comment on column events.outbox.subject is 'What it was done to: prediction, case, notice, version';
comment on column events.outbox.occurred_at is 'When it happened';
comment on column events.outbox.data is 'What is sent: ids, decision, score, band, versions';
comment on column events.outbox.only_endpoint is 'The endpoint that a test event is for; null for all endpoints';
comment on column events.outbox.transaction_id is 'Transaction that wrote the row';
comment on column events.outbox.position is
  'Place in the order in which events are sent, set by the publisher once the event is visible; null before';

-- A night writes 100,000 rows in its transactions, so a new row has one index. The publisher pays for the others, when it
-- sets the position.
create unique index outbox_waiting on events.outbox (sequence) where position is null;
create unique index outbox_position on events.outbox (position) where position is not null;
create unique index outbox_event on events.outbox (event_id) where position is not null;
create index outbox_application on events.outbox (application, position) where position is not null;
create index outbox_customer on events.outbox (customer_id) where position is not null;

create function events.record_decisions() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  insert into events.outbox (type, application, customer_id, subject, data)
  select 'decision.made', stored.application_id, stored.customer_id, stored.prediction_id::text, jsonb_build_object(
    'prediction_id', stored.prediction_id, 'application_id', stored.application_id, 'source', stored.source,
    'decision', stored.decision, 'score', stored.score, 'band', stored.band, 'override_id', stored.override_id,
    'override_decision', (select decision from predictions.overrides where override_id = stored.override_id),
    'model_version', stored.model_version, 'policy_version', stored.policy_version
  )
  from stored
  where stored.application_id is not null;
  return null;
end
$$;
comment on function events.record_decisions is
  'After insert of scores: an event for each decision about an application; what-ifs decide about none';
create trigger record_decisions after insert on predictions.risk_scores
  referencing new table as stored for each statement execute function events.record_decisions();

create function events.record_change() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  area constant text := split_part(new.action, '.', 1);
  -- Of an event's detail only what has no free text and names nobody.
  facts constant jsonb := coalesce((
    select jsonb_object_agg(key, value) from jsonb_each(new.detail)
    where jsonb_typeof(value) in ('string', 'number', 'boolean') and key in (
      'override_id', 'end_id', 'decision', 'overruled', 'kind', 'state', 'channel', 'language', 'from', 'to', 'sha256',
      'request_id', 'segment', 'effective_from', 'simulation_id', 'arm', 'at', 'until', 'is_over'
    )
  ), '{}');
  of_application text;
  of_customer text;
  ids jsonb;
begin
  case area
    when 'prediction' then
      select coalesce(application_id, prediction_id::text), customer_id,
        jsonb_build_object('prediction_id', prediction_id, 'application_id', application_id)
      into of_application, of_customer, ids
      from predictions.risk_scores where prediction_id = new.subject::uuid;
    when 'case', 'notice', 'contest' then
      ids := jsonb_build_object(area || '_id', new.subject);
    when 'policy' then
      ids := jsonb_build_object('policy_version', new.subject);
    when 'model' then
      ids := jsonb_build_object('model_version', new.subject);
    else
      ids := jsonb_build_object('experiment_id', new.subject);
  end case;
  insert into events.outbox (type, application, customer_id, subject, data)
  values (new.action, of_application, of_customer, new.subject, facts || coalesce(ids, '{}'));
  return null;
end
$$;
comment on function events.record_change is
  'After insert of an audit event: what lenders'' systems may know of it is an event, too';
create trigger record_change after insert on audit.events
  for each row when (new.action ~ '^(prediction|case|notice|contest|policy|model|experiment)\.')
  execute function events.record_change();

grant select on events.outbox to risk_events;
-- The customer stays in the database.
grant select (sequence, event_id, type, application, subject, occurred_at, data, only_endpoint, position)
  on events.outbox to risk_governance;
grant select, delete on events.outbox to risk_privacy;
