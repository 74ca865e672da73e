-- Evidence and audit are append-only for every role: no role changes a row, sets its time or writes as another role.
-- risk_privacy deletes evidence and never changes it.

alter table audit.events add column role text;
alter table audit.events alter column role set default session_user;
comment on column audit.events.role is
  'Database role that wrote the event, set by the database; null for events before migration 0036';
comment on column audit.events.actor is
  'Who, as the role says it: client, user or execution; a pseudonym, never a name. The column role says who said it';

-- An event about models, predictions or persons comes from the one role that has these duties.
alter table audit.events add constraint events_role_check check (
  role is null or role not like 'risk\_%' or role = 'risk_migrator'
  or case split_part(action, '.', 1)
    when 'model' then role = 'risk_training'
    when 'prediction' then role in ('risk_api_read', 'risk_api_score')
    when 'person' then role = 'risk_privacy'
    else true
  end
);

revoke insert on audit.events from risk_etl, risk_training, risk_api_score, risk_api_read, risk_privacy;
grant insert (actor, action, subject, detail) on audit.events to risk_training, risk_api_read, risk_privacy;

create or replace function predictions.refuse_change() returns trigger language plpgsql as $$
begin
  if current_user = 'risk_privacy' and tg_op = 'DELETE' then
    return old;
  end if;
  raise exception 'scores are evidence: % on %.% is refused', lower(tg_op), tg_table_schema, tg_table_name
    using errcode = 'insufficient_privilege';
end
$$;
comment on function predictions.refuse_change is
  'Before update, delete or truncate: nobody changes evidence, and only risk_privacy deletes it';

revoke update on predictions.risk_scores, predictions.shadow_scores, predictions.overrides from risk_privacy;
grant select, delete on predictions.batch_requests to risk_privacy;

-- A role stores scores of its own kind only. `not valid`: the rows so far were checked by nobody.
alter table predictions.risk_scores add constraint risk_scores_role_check check (
  case session_user
    when 'risk_api_score' then source = 'api'
    when 'risk_etl' then source in ('batch', 'file')
    else true
  end
) not valid;

-- The database sets the time of a row: its column is the one that writers may not name.
do $$
declare
  grants constant text[][] := array[
    ['predictions.risk_scores', 'scored_at', 'risk_etl, risk_api_score'],
    ['predictions.shadow_scores', 'scored_at', 'risk_etl, risk_api_score'],
    ['predictions.batch_requests', 'asked_at', 'risk_api_score'],
    ['predictions.overrides', 'decided_at', 'risk_api_read'],
    ['predictions.model_metadata', 'registered_at', 'risk_training'],
    ['analytics.publications', 'published_at', 'risk_etl']
  ];
  granted text[];
  columns text;
begin
  foreach granted slice 1 in array grants loop
    select string_agg(quote_ident(attname), ', ' order by attnum) into columns
    from pg_attribute
    where attrelid = granted[1]::regclass and attnum > 0 and not attisdropped and attname <> granted[2];
    execute format('revoke insert on %s from %s', granted[1], granted[3]);
    execute format('grant insert (%s) on %s to %s', columns, granted[1], granted[3]);
  end loop;
end
$$;

revoke update on analytics.publications from risk_etl;
