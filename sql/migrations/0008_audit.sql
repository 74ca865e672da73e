-- Audit: who did what. Ids, pseudonyms and hashes only, so that erasure stays possible.

create table audit.events (
  event_id bigint generated always as identity,
  at timestamptz not null default clock_timestamp(),
  actor text not null,
  action text not null,
  subject text not null,
  detail jsonb not null default '{}',
  primary key (event_id)
);
comment on table audit.events is
  'One row per action worth proving later; rows are never changed';
comment on column audit.events.event_id is 'Event, in order of writing';
comment on column audit.events.at is 'When it happened';
comment on column audit.events.actor is 'Who: client, user or execution; a pseudonym, never a name';
comment on column audit.events.action is 'What was done, such as run.published';
comment on column audit.events.subject is 'What it was done to: an id';
comment on column audit.events.detail is 'Ids, counts and hashes; never personal values';

create index events_subject on audit.events (subject, at desc);

create function audit.refuse_change() returns trigger language plpgsql as $$
begin
  raise exception 'audit events are never changed: % is refused', lower(tg_op) using errcode = 'insufficient_privilege';
end
$$;
comment on function audit.refuse_change is 'Before update, delete or truncate: refuses';
create trigger refuse_change before update or delete or truncate on audit.events
  for each statement execute function audit.refuse_change();

grant usage on schema audit to risk_etl, risk_training, risk_api_score, risk_api_read, risk_privacy;
grant insert on audit.events to risk_etl, risk_training, risk_api_score, risk_api_read, risk_privacy;
grant select on audit.events to risk_privacy;
