-- Endpoints that events are sent to, what waits for each of them, and the functions of the publisher. One publisher at a
-- time serves an endpoint, by a lease, so that the events of an application arrive in order.

create table events.endpoints (
  endpoint_id uuid,
  kind text not null check (kind in ('bus', 'webhook')),
  name text not null check (btrim(name) <> '' and length(name) <= 100),
  url text check (url ~ '^https?://' and length(url) <= 2000),
  types text[] not null default '{}' check (cardinality(types) <= 50),
  is_enabled boolean not null default true,
  secret text,
  former_secret text,
  former_until timestamptz,
  failures integer not null default 0 check (failures >= 0),
  failing_since timestamptz,
  resumes_at timestamptz,
  sent_at timestamptz,
  failed_at timestamptz,
  error text,
  lease uuid,
  leased_until timestamptz,
  created_by text not null,
  created_at timestamptz not null default clock_timestamp(),
  primary key (endpoint_id),
  constraint endpoints_address_check check ((kind = 'webhook') = (num_nonnulls(url, secret) = 2)),
  constraint endpoints_former_check check ((former_secret is null) = (former_until is null))
);
comment on table events.endpoints is 'One row per receiver of events: the event bus, and webhooks of the lender';
comment on column events.endpoints.endpoint_id is 'Endpoint';
comment on column events.endpoints.kind is 'bus: the event bus of this environment, one row; webhook: an address of the lender';
comment on column events.endpoints.name is 'What people call it';
comment on column events.endpoints.url is 'Address that receives the events by POST; null for the bus';
comment on column events.endpoints.types is 'Types of events that it receives, such as case.decided, or all of an area, such as case; empty for all';
comment on column events.endpoints.is_enabled is 'Events are queued and sent';
comment on column events.endpoints.secret is 'Secret that signs, encrypted with the environment''s key for this endpoint; null for the bus';
comment on column events.endpoints.former_secret is 'The secret before the rotation, which signs too until former_until';
comment on column events.endpoints.former_until is 'When the former secret ends';
comment on column events.endpoints.failures is 'Failures since the last success';
comment on column events.endpoints.failing_since is 'The first failure since the last success; null while it works';
comment on column events.endpoints.resumes_at is 'When a paused endpoint is tried again; null while it is not paused';
comment on column events.endpoints.sent_at is 'Last success';
comment on column events.endpoints.failed_at is 'Last failure';
comment on column events.endpoints.error is 'What the last failure was';
comment on column events.endpoints.lease is 'The publisher that serves it now';
comment on column events.endpoints.leased_until is 'When another publisher may serve it';
comment on column events.endpoints.created_by is 'Who created it';
comment on column events.endpoints.created_at is 'When';
create unique index endpoints_one_bus on events.endpoints (kind) where kind = 'bus';

insert into events.endpoints (endpoint_id, kind, name, created_by)
values ('00000000-0000-4000-8000-000000000001', 'bus', 'Event bus', 'deployment');

create table events.deliveries (
  endpoint_id uuid not null references events.endpoints,
  position bigint not null,
  ordering_key text not null,
  state text not null default 'waiting' check (state in ('waiting', 'sent', 'dead')),
  attempts integer not null default 0 check (attempts >= 0),
  queued_at timestamptz not null default clock_timestamp(),
  next_at timestamptz not null default clock_timestamp(),
  ended_at timestamptz,
  status integer,
  error text,
  primary key (position, endpoint_id)
);
comment on table events.deliveries is 'One row per event and endpoint: whether it was sent';
comment on column events.deliveries.endpoint_id is 'Endpoint';
comment on column events.deliveries.position is 'Event (events.outbox.position)';
comment on column events.deliveries.ordering_key is
  'Events of one key arrive in the order of their positions: the application, or what the event is about';
comment on column events.deliveries.state is 'waiting, sent, or dead: given up, until a person sends it again';
comment on column events.deliveries.attempts is 'How often it was tried since it was queued';
comment on column events.deliveries.queued_at is 'When it was queued, or queued again';
comment on column events.deliveries.next_at is 'When it is tried next';
comment on column events.deliveries.ended_at is 'When it was sent or given up; null before';
comment on column events.deliveries.status is 'HTTP status of the last response; null where there was none';
comment on column events.deliveries.error is 'What the last failure was; null after a success';
create index deliveries_waiting on events.deliveries (endpoint_id, position) where state = 'waiting';
create index deliveries_order on events.deliveries (endpoint_id, ordering_key, position) where state = 'waiting';
create index deliveries_dead on events.deliveries (endpoint_id, position) where state = 'dead';

create function events.delete_deliveries() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  delete from events.deliveries where position in (select position from removed where position is not null);
  return null;
end
$$;
comment on function events.delete_deliveries is 'After delete of events: what was queued of them goes, too';
create trigger delete_deliveries after delete on events.outbox
  referencing old table as removed for each statement execute function events.delete_deliveries();

create function events.place_events(most integer) returns integer
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  placed_events integer;
begin
  -- One publisher at a time numbers events: what a later call sees comes later in the order.
  perform pg_advisory_xact_lock(7017);
  with waiting as materialized (
    select sequence from events.outbox where position is null order by sequence limit most
  ), numbered as materialized (
    select sequence, nextval('events.positions') as position from waiting
  ), placed as (
    update events.outbox set position = numbered.position
    from numbered
    where outbox.sequence = numbered.sequence and outbox.position is null
    returning outbox.position, outbox.type, outbox.application, outbox.subject, outbox.only_endpoint
  ), queued as (
    insert into events.deliveries (endpoint_id, position, ordering_key)
    select e.endpoint_id, placed.position, coalesce(placed.application, split_part(type, '.', 1) || ' ' || subject)
    from placed
    join events.endpoints e on e.is_enabled and (
      placed.only_endpoint = e.endpoint_id
      or placed.only_endpoint is null
        and (e.types = '{}' or placed.type = any (e.types) or split_part(placed.type, '.', 1) = any (e.types))
    )
  )
  select count(*) into placed_events from placed;
  return placed_events;
end
$$;
comment on function events.place_events is
  'Gives visible events their places in the order and queues them for each endpoint that receives their type';

create function events.lease_endpoints(by_lease uuid, lease_seconds integer) returns setof events.endpoints
language sql security definer set search_path = pg_catalog, pg_temp as $$
  update events.endpoints e
  set lease = by_lease, leased_until = clock_timestamp() + make_interval(secs => lease_seconds)
  where endpoint_id in (
    select endpoint_id from events.endpoints
    where is_enabled and coalesce(leased_until, '-infinity') < clock_timestamp()
      and coalesce(resumes_at, '-infinity') <= clock_timestamp()
      and exists (
        select from events.deliveries d where d.endpoint_id = endpoints.endpoint_id and d.state = 'waiting'
      )
    for update skip locked
  )
  returning e.*
$$;
comment on function events.lease_endpoints is 'Leases every endpoint that something waits for and that no publisher serves';

create function events.end_lease(of_endpoint uuid, by_lease uuid) returns void
language sql security definer set search_path = pg_catalog, pg_temp as $$
  update events.endpoints set lease = null, leased_until = null where endpoint_id = of_endpoint and lease = by_lease
$$;
comment on function events.end_lease is 'Lets the next publisher serve an endpoint at once';

create function events.record_results(
  of_endpoint uuid, by_lease uuid, lease_seconds integer, results jsonb, failures_since integer, pause_seconds numeric,
  retry_hours integer
) returns boolean
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  moment constant timestamptz := clock_timestamp();
  last_failure jsonb;
begin
  select result into last_failure from jsonb_array_elements(results) with ordinality as listed (result, number)
  where not (result ->> 'is_sent')::boolean order by number desc limit 1;
  update events.endpoints
  set leased_until = moment + make_interval(secs => lease_seconds), failures = failures_since,
    failing_since = case when failures_since = 0 then null else coalesce(failing_since, moment) end,
    resumes_at = moment + make_interval(secs => pause_seconds),
    sent_at = case when jsonb_path_exists(results, '$[*] ? (@.is_sent == true)') then moment else sent_at end,
    failed_at = case when last_failure is null then failed_at else moment end,
    error = coalesce(last_failure ->> 'error', error)
  where endpoint_id = of_endpoint and lease = by_lease;
  -- Sent, but another publisher serves the endpoint by now: it sends them again, and in order.
  if not found then return false; end if;
  update events.deliveries d
  set attempts = attempts + 1, status = result.status, error = result.error,
    state = case when result.is_sent then 'sent'
      when queued_at < moment - make_interval(hours => retry_hours) then 'dead' else 'waiting' end,
    ended_at = case when result.is_sent or queued_at < moment - make_interval(hours => retry_hours) then moment end,
    next_at = moment + make_interval(secs => coalesce(result.retry_seconds, 0))
  from jsonb_to_recordset(results) as result (
    position bigint, is_sent boolean, status integer, error text, retry_seconds numeric
  )
  where d.endpoint_id = of_endpoint and d.position = result.position and d.state = 'waiting';
  return true;
end
$$;
comment on function events.record_results is
  'Stores what became of sent events and renews the lease; false where the lease was lost, and then nothing is stored';

create function events.give_up(retry_hours integer, most integer) returns integer
language sql security definer set search_path = pg_catalog, pg_temp as $$
  with old as materialized (
    select d.endpoint_id, d.position, e.is_enabled, e.error
    from events.endpoints e
    join events.deliveries d using (endpoint_id)
    where d.state = 'waiting' and (not e.is_enabled or e.resumes_at is not null)
      and d.queued_at < clock_timestamp() - make_interval(hours => retry_hours)
    limit most
  ), ended as (
    update events.deliveries d
    set state = 'dead', ended_at = clock_timestamp(),
      error = case when old.is_enabled then coalesce(d.error, old.error) else 'disabled' end
    from old
    where d.endpoint_id = old.endpoint_id and d.position = old.position and d.state = 'waiting'
    returning d.position
  )
  select count(*)::integer from ended
$$;
comment on function events.give_up is
  'Gives up what has waited too long for an endpoint that is paused or disabled; a person can send it again';

create function events.delete_old_events(keep_days integer, most integer) returns integer
language sql security definer set search_path = pg_catalog, pg_temp as $$
  with removed as (
    delete from events.outbox
    where position in (
      select position from events.outbox o
      where position is not null and occurred_at < clock_timestamp() - make_interval(days => keep_days)
        and not exists (select from events.deliveries d where d.position = o.position and d.state = 'waiting')
      order by position limit most
    )
    returning position
  )
  select count(*)::integer from removed
$$;
comment on function events.delete_old_events is 'Deletes events of more than keep_days ago for which nothing waits';

grant select on events.endpoints, events.deliveries to risk_events;
grant select (endpoint_id, kind, name, url, types, is_enabled, former_until, failures, failing_since, resumes_at, sent_at,
  failed_at, error, created_by, created_at) on events.endpoints to risk_governance;
grant select on events.deliveries to risk_governance, risk_privacy;
revoke execute on all functions in schema events from public;
grant execute on function events.place_events, events.lease_endpoints, events.end_lease, events.record_results,
  events.give_up, events.delete_old_events to risk_events;
