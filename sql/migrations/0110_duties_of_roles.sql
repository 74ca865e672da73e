-- What a role does past the functions: events that it inserts by itself are those of its duties, by their exact names, so
-- that none looks like an approval; and what it says about requests is about those that it applies.

create function audit.refuse_foreign_action() returns trigger language plpgsql as $$
declare
  -- In a function that runs as the owner, current_user is the owner.
  duty constant text := case current_user
    when 'risk_training' then 'model'
    when 'risk_api_read' then 'prediction'
    when 'risk_privacy' then 'person'
  end;
begin
  if new.action !~ ('^' || duty || '\.[a-z_]+$') then
    raise exception 'events_role_check: % does not record %', current_user, new.action
      using errcode = 'check_violation';
  end if;
  return new;
end
$$;
comment on function audit.refuse_foreign_action is
  'Before insert of an event: a role that inserts events by itself records those of its own duties only';
create trigger refuse_foreign_action before insert on audit.events
  for each row execute function audit.refuse_foreign_action();

create function governance.refuse_foreign_end() returns trigger language plpgsql as $$
begin
  if session_user = 'risk_training' and new.kind not in ('model_promotion', 'model_rollback') then
    raise exception 'risk_training ends requests of models only' using errcode = 'insufficient_privilege';
  end if;
  return new;
end
$$;
comment on function governance.refuse_foreign_end is
  'Before update of a request: the role of the jobs around models says nothing about changes of another kind';
create trigger refuse_foreign_end before update on governance.requests
  for each row execute function governance.refuse_foreign_end();
