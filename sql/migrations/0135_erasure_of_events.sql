-- An erasure empties what was queued of a person's events, and then the events. A new webhook, and one that is enabled
-- again, receives what happens from then on, also where the publisher has not numbered earlier events yet.

grant delete on events.deliveries to risk_privacy;

alter table events.endpoints add column enabled_at timestamptz not null default clock_timestamp();
comment on column events.endpoints.enabled_at is 'Since when events are queued for it';

create function events.note_enabling() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  new.enabled_at := clock_timestamp();
  return new;
end
$$;
comment on function events.note_enabling is 'Before an endpoint is enabled again: events are queued for it from now on';
create trigger note_enabling before update of is_enabled on events.endpoints
  for each row when (new.is_enabled and not old.is_enabled) execute function events.note_enabling();
revoke execute on function events.note_enabling from public;

-- The bus receives what was written before this migration ended.
update events.endpoints set enabled_at = '-infinity' where kind = 'bus';

create or replace function events.place_events(most integer) returns integer
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
    returning outbox.*
  ), queued as (
    insert into events.deliveries (endpoint_id, position, ordering_key)
    select e.endpoint_id, placed.position, coalesce(placed.application, split_part(type, '.', 1) || ' ' || subject)
    from placed
    join events.endpoints e on e.is_enabled and (
      placed.only_endpoint = e.endpoint_id
      or placed.only_endpoint is null and placed.occurred_at >= e.enabled_at
        and (e.types = '{}' or placed.type = any (e.types) or split_part(placed.type, '.', 1) = any (e.types))
    )
  )
  select count(*) into placed_events from placed;
  return placed_events;
end
$$;
