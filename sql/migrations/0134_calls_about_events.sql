-- What an administrator does about events: webhooks, tests of them, and sending again. Each call writes its audit event.

insert into audit.action_roles (prefix, role) values ('webhook', 'risk_governance');

create function events.record_call(by_person text, action text, subject text, detail jsonb) returns void
language sql set search_path = pg_catalog, pg_temp as $$
  insert into audit.events (actor, action, subject, detail)
  values (by_person, record_call.action, record_call.subject, jsonb_strip_nulls(record_call.detail))
$$;
comment on function events.record_call is 'Records an audit event in the caller''s transaction. For the functions of this schema only';

create function events.lock_webhook(of_webhook uuid) returns events.endpoints
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
  found_endpoint events.endpoints;
begin
  select * into found_endpoint from events.endpoints where endpoint_id = of_webhook for update;
  if not found then
    raise exception 'there is no webhook with this id' using errcode = 'EV001';
  end if;
  return found_endpoint;
end
$$;
comment on function events.lock_webhook is 'Locks an endpoint for a change of it, or refuses (EV001)';

create function events.create_webhook(
  new_id uuid, new_name text, new_url text, new_types text[], new_secret text, by_person text
) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  perform pg_advisory_xact_lock(7018);
  if (select count(*) from events.endpoints where kind = 'webhook' and is_enabled) >= 20 then
    raise exception 'there are 20 enabled webhooks' using errcode = 'EV002';
  end if;
  if (select count(*) from events.endpoints) >= 200 then
    raise exception 'there are 200 webhooks' using errcode = 'EV006';
  end if;
  insert into events.endpoints (endpoint_id, kind, name, url, types, secret, created_by)
  values (new_id, 'webhook', new_name, new_url, new_types, new_secret, by_person);
  perform events.record_call(by_person, 'webhook.created', new_id::text, jsonb_build_object(
    'types', to_jsonb(new_types), 'url_sha256', audit.hash_text(new_url)
  ));
end
$$;
comment on function events.create_webhook is 'Creates a webhook; EV002 at 20 enabled ones';

create function events.change_webhook(
  of_webhook uuid, new_name text, new_url text, new_types text[], new_enabled boolean, new_secret text,
  overlap_hours integer, by_person text
) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  before constant events.endpoints := events.lock_webhook(of_webhook);
begin
  if before.kind = 'bus' then
    raise exception 'the event bus is not changed' using errcode = 'EV003';
  end if;
  perform pg_advisory_xact_lock(7018);
  if new_enabled and not before.is_enabled
    and (select count(*) from events.endpoints where kind = 'webhook' and is_enabled) >= 20 then
    raise exception 'there are 20 enabled webhooks' using errcode = 'EV002';
  end if;
  update events.endpoints
  set name = coalesce(new_name, name), url = coalesce(new_url, url), types = coalesce(new_types, types),
    is_enabled = coalesce(new_enabled, is_enabled), secret = coalesce(new_secret, secret),
    former_secret = case when new_secret is null then former_secret else before.secret end,
    former_until = case when new_secret is null then former_until
      else clock_timestamp() + make_interval(hours => overlap_hours) end,
    -- Another address, or enabling it again, is tried at once.
    failures = case when new_url is null and not coalesce(new_enabled, false) then failures else 0 end,
    failing_since = case when new_url is null and not coalesce(new_enabled, false) then failing_since end,
    resumes_at = case when new_url is null and not coalesce(new_enabled, false) then resumes_at end
  where endpoint_id = of_webhook;
  perform events.record_call(by_person, 'webhook.changed', of_webhook::text, jsonb_build_object(
    'types', to_jsonb(new_types), 'url_sha256', audit.hash_text(new_url), 'enabled', new_enabled,
    'secret_rotated', new_secret is not null
  ));
end
$$;
comment on function events.change_webhook is
  'Changes what is given of a webhook. A new secret signs at once, and the former one too for overlap_hours';

create function events.test_webhook(of_webhook uuid, by_person text) returns uuid
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  tested constant events.endpoints := events.lock_webhook(of_webhook);
  test_event uuid;
begin
  if not tested.is_enabled then
    raise exception 'the webhook is disabled' using errcode = 'EV004';
  end if;
  insert into events.outbox (type, subject, data, only_endpoint)
  values ('webhook.test', of_webhook::text, jsonb_build_object('webhook_id', of_webhook), of_webhook)
  returning event_id into test_event;
  update events.endpoints set resumes_at = null where endpoint_id = of_webhook;
  perform events.record_call(by_person, 'webhook.tested', of_webhook::text, jsonb_build_object('event_id', test_event));
  return test_event;
end
$$;
comment on function events.test_webhook is 'Queues an event webhook.test for one endpoint, which is tried at once even if it is paused';

create function events.send_again(of_event uuid, to_endpoint uuid, by_person text) returns integer
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  of_position bigint;
  requeued integer;
begin
  select position into of_position from events.outbox where event_id = of_event and position is not null;
  if of_position is null then
    raise exception 'there is no sent event with this id' using errcode = 'EV005';
  end if;
  with queued as (
    update events.deliveries d
    set state = 'waiting', attempts = 0, queued_at = clock_timestamp(), next_at = clock_timestamp(), ended_at = null
    from events.endpoints e
    where d.position = of_position and d.state <> 'waiting' and e.endpoint_id = d.endpoint_id and e.is_enabled
      and (to_endpoint is null or d.endpoint_id = to_endpoint)
    returning d.endpoint_id
  )
  select count(*) into requeued from queued;
  if requeued = 0 then
    raise exception 'nothing of this event can be sent again' using errcode = 'EV007';
  end if;
  perform events.record_call(by_person, 'webhook.resent', coalesce(to_endpoint::text, 'all'), jsonb_build_object(
    'event_id', of_event, 'sendings', requeued
  ));
  return requeued;
end
$$;
comment on function events.send_again is 'Queues a sent or given-up event again, for one endpoint or for all that had it';

create function events.send_dead_again(of_webhook uuid, by_person text) returns integer
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  dead_end constant events.endpoints := events.lock_webhook(of_webhook);
  requeued integer;
begin
  if not dead_end.is_enabled then
    raise exception 'the webhook is disabled' using errcode = 'EV004';
  end if;
  with chosen as materialized (
    select position from events.deliveries where endpoint_id = of_webhook and state = 'dead'
    order by position limit 20000
  ), queued as (
    update events.deliveries d
    set state = 'waiting', attempts = 0, queued_at = clock_timestamp(), next_at = clock_timestamp(), ended_at = null
    from chosen
    where d.endpoint_id = of_webhook and d.position = chosen.position
    returning d.position
  )
  select count(*) into requeued from queued;
  if requeued = 0 then
    raise exception 'nothing was given up for this endpoint' using errcode = 'EV007';
  end if;
  update events.endpoints set resumes_at = null where endpoint_id = of_webhook;
  perform events.record_call(by_person, 'webhook.resent', of_webhook::text, jsonb_build_object('sendings', requeued));
  return requeued;
end
$$;
comment on function events.send_dead_again is 'Queues what was given up for an endpoint again, the oldest 20,000 at a time';

revoke execute on function events.record_call, events.lock_webhook, events.create_webhook, events.change_webhook,
  events.test_webhook, events.send_again, events.send_dead_again from public;
grant execute on function events.create_webhook, events.change_webhook, events.test_webhook, events.send_again,
  events.send_dead_again to risk_governance;
