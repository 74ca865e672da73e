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
-- Triggers fire in the order of their names: the decision comes before the case that it opens.
create trigger announce_decisions after insert on predictions.risk_scores
  referencing new table as stored for each statement execute function events.record_decisions();

create function events.record_changes() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  insert into events.outbox (type, application, customer_id, subject, data)
  select e.action, coalesce(s.application_id, s.prediction_id::text, c.application), coalesce(s.customer_id, c.customer_id),
    e.subject, coalesce(facts.known, '{}') || case e.area
      when 'prediction' then jsonb_build_object('prediction_id', e.subject, 'application_id', s.application_id)
      when 'case' then jsonb_build_object(
        'case_id', e.subject, 'kind', c.kind, 'application_id', c.application, 'prediction_id', c.prediction_id
      )
      when 'policy' then jsonb_build_object('policy_version', e.subject)
      when 'model' then jsonb_build_object('model_version', e.subject)
      else jsonb_build_object(e.area || '_id', e.subject)
    end
  from (
    select *, split_part(action, '.', 1) as area,
      case when subject ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' then subject::uuid end as id
    from new_events
    where action ~ '^(prediction|case|notice|contest|policy|model|experiment)\.'
  ) e
  left join predictions.risk_scores s on e.area = 'prediction' and s.prediction_id = e.id
  left join cases.cases c on e.area = 'case' and c.case_id = e.id
  -- Of the detail only what has no free text and names nobody.
  cross join lateral (
    select jsonb_object_agg(key, value) as known from jsonb_each(e.detail)
    where jsonb_typeof(value) in ('string', 'number', 'boolean') and key in (
      'override_id', 'end_id', 'decision', 'overruled', 'kind', 'state', 'channel', 'language', 'from', 'to', 'sha256',
      'request_id', 'segment', 'effective_from', 'simulation_id', 'arm', 'at', 'until', 'is_over'
    )
  ) facts
  order by e.event_id;
  return null;
end
$$;
comment on function events.record_changes is
  'After insert of audit events: what lenders'' systems may know of them is an event, too';
create trigger record_changes after insert on audit.events
  referencing new table as new_events for each statement execute function events.record_changes();

grant select on events.outbox to risk_events;
-- The customer stays in the database.
grant select (sequence, event_id, type, application, subject, occurred_at, data, only_endpoint, position)
  on events.outbox to risk_governance;
grant select, delete on events.outbox to risk_privacy;
