-- Emergency rollbacks of models, what waits for somebody (for alarms), and events as the audit page reads them.

create function governance.roll_model_back(of_request uuid, of_version text, replaces text, because text, by_person text)
returns governance.requests
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  request governance.requests;
begin
  request := governance.start_emergency(of_request, 'model_rollback', of_version,
    jsonb_build_object('version', of_version, 'replaces', roll_model_back.replaces), because, by_person);
  perform governance.check_model_change(request);
  return request;
end
$$;
comment on function governance.roll_model_back is
  'Rolls the champion back on the word of one person; the worker change-stage makes the change';

create function governance.count_waiting(applied_within interval)
returns table (unreviewed_emergencies bigint, oldest_emergency_seconds double precision, unapplied_requests bigint)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select count(*) filter (where is_emergency and reviewed_by is null),
    coalesce(extract(epoch from clock_timestamp() - min(proposed_at) filter (where is_emergency and reviewed_by is null)), 0),
    count(*) filter (where state = 'approved' and decided_at < clock_timestamp() - applied_within)
  from governance.requests
$$;
comment on function governance.count_waiting is
  'What people have to look after: emergencies that nobody reviewed, the age of the oldest, and approved changes that were not made within a time';

create view audit.listed_events with (security_barrier) as
select e.event_id, e.at, e.actor, e.role, e.action, e.subject, e.detail, entry.sequence as trail_entry
from audit.events e
left join lateral (
  select heads.sequence, entries.from_transaction
  from audit.entries
  join audit.heads using (entry_id)
  where entries.kind = 'events' and entries.to_transaction >= e.transaction_id
  order by entries.to_transaction
  limit 1
) entry on entry.from_transaction <= e.transaction_id;
comment on view audit.listed_events is 'One row per audit event, with the entry of the trail that records it';
comment on column audit.listed_events.event_id is 'Event, in order of writing';
comment on column audit.listed_events.at is 'When it happened';
comment on column audit.listed_events.actor is 'Who, as the role says it: a pseudonym, an IAM identity, a client or a function';
comment on column audit.listed_events.role is 'Database role that wrote the event; null for events before migration 0036';
comment on column audit.listed_events.action is 'What was done, such as policy.approved';
comment on column audit.listed_events.subject is 'What it was done to: an id or a version';
comment on column audit.listed_events.detail is 'Ids, versions, hashes and reasons; never personal values of customers';
comment on column audit.listed_events.trail_entry is 'Number of the entry of the audit trail that records it; null while none does';

grant usage on schema audit to risk_governance;
grant select on audit.listed_events to risk_governance;
grant execute on function governance.roll_model_back to risk_governance;
grant execute on function governance.count_waiting to risk_audit;
