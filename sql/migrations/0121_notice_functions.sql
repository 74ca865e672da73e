-- What changes notices and the clock. Each function runs as its owner and stores the change with its audit event in one
-- transaction; refusals are errors with a SQLSTATE of class NT, which lambdas/shared/notices/notice-refusals.ts names.

-- 12 CFR 1002.9(a)(1): thirty days. The clock starts at the decision, because deliveries do not say when an application was
-- complete.
create function notices.compute_due_at(declined_at timestamptz) returns timestamptz
language sql immutable parallel safe set search_path = pg_catalog, pg_temp as $$
  select declined_at + interval '30 days'
$$;
comment on function notices.compute_due_at is 'Until when the applicant of a declined application must have a notice';

create view notices.deadlines as
select 'notice' as kind, application as subject, notices.compute_due_at(declined_at) as due_at,
  notices.compute_due_at(declined_at) < now() as is_overdue
from notices.duties
where ended_at is null;
comment on view notices.deadlines is 'One row per application whose applicant is owed a notice';
comment on column notices.deadlines.kind is 'Always notice';
comment on column notices.deadlines.subject is 'Application';
comment on column notices.deadlines.due_at is 'Until when';
comment on column notices.deadlines.is_overdue is 'Whether that time is over';

create function notices.note_scores() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  -- A score that carries an override leaves the decision as it was. After a notice the same decision owes no second one.
  update notices.duties d set ended_at = clock_timestamp(), ended_by = 'decision'
  from scored s
  where s.application_id = d.application and s.customer_id = d.customer_id and s.decision <> 'decline'
    and s.override_id is null and d.ended_by is distinct from 'decision';
  insert into notices.duties as d (application, customer_id, prediction_id, declined_at)
  select distinct on (application_id, customer_id) application_id, customer_id, prediction_id, scored_at
  from scored
  where decision = 'decline' and application_id is not null and customer_id is not null and override_id is null
  order by application_id, customer_id, scored_at desc, prediction_id desc
  on conflict (application, customer_id) do update set
    prediction_id = excluded.prediction_id, override_id = null, ended_at = null, ended_by = null,
    declined_at = case when d.ended_at is null then d.declined_at else excluded.declined_at end,
    failures = 0, retry_at = null, failure = null
  where d.ended_by is distinct from 'notice';
  return null;
end
$$;
comment on function notices.note_scores is 'After insert of scores: declined applications are owed a notice, others not any more';
create trigger note_scores after insert on predictions.risk_scores referencing new table as scored
  for each statement execute function notices.note_scores();

create function notices.note_override() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  seen predictions.risk_scores;
  decision text := new.decision;
begin
  select * into seen from predictions.risk_scores where prediction_id = new.prediction_id;
  if seen.application_id is null or seen.customer_id is null then
    return null;
  end if;
  if decision is null then
    -- The end of an override: the policy decides again, as of the newest score.
    select * into seen from predictions.risk_scores s
    where s.application_id = new.application and s.customer_id = seen.customer_id
    order by s.scored_at desc, s.prediction_id desc limit 1;
    decision := seen.decision;
  end if;
  if decision <> 'decline' then
    update notices.duties d set ended_at = clock_timestamp(), ended_by = 'decision'
    where d.application = seen.application_id and d.customer_id = seen.customer_id
      and d.ended_by is distinct from 'decision';
    return null;
  end if;
  insert into notices.duties as d (application, customer_id, prediction_id, override_id, declined_at)
  values (seen.application_id, seen.customer_id, seen.prediction_id,
    case when new.decision is not null then new.override_id end, new.decided_at)
  on conflict (application, customer_id) do update set
    prediction_id = excluded.prediction_id, override_id = excluded.override_id, ended_at = null, ended_by = null,
    declined_at = case when d.ended_at is null then d.declined_at else excluded.declined_at end,
    failures = 0, retry_at = null, failure = null
  where d.ended_by is distinct from 'notice';
  return null;
end
$$;
comment on function notices.note_override is 'After insert of an override or its end: whether the applicant is owed a notice now';
create trigger note_override after insert on predictions.overrides
  for each row execute function notices.note_override();

create function notices.record_event(by_person text, action text, n notices.notices) returns void
language sql set search_path = pg_catalog, pg_temp as $$
  insert into audit.events (actor, action, subject, detail)
  values (by_person, record_event.action, n.notice_id::text, jsonb_strip_nulls(jsonb_build_object(
    'prediction_id', n.prediction_id, 'kind', n.kind, 'language', n.language, 'channel', n.channel, 'why', n.failure
  )))
$$;
comment on function notices.record_event is 'Stores the audit event of a notice; it names no application and no customer';

create function notices.use_templates(used jsonb) returns void
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  insert into notices.templates (template, version, sha256)
  select template, version, sha256
  from jsonb_to_recordset(used) as u (template text, version integer, sha256 text)
  order by 1, 2
  on conflict do nothing;
  if exists (
    select from jsonb_to_recordset(used) as u (template text, version integer, sha256 text)
    join notices.templates t using (template, version)
    where t.sha256 <> u.sha256
  ) then
    raise exception 'a version of a template has another text than before' using errcode = 'NT001';
  end if;
end
$$;
comment on function notices.use_templates is 'Notes the versions of templates of a notice, and refuses one whose text was changed';

create function notices.issue(new_notice jsonb) returns notices.notices
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  n notices.notices := jsonb_populate_record(null::notices.notices, new_notice);
begin
  perform notices.use_templates(n.templates);
  insert into notices.notices (notice_id, prediction_id, override_id, application, customer_id, kind, language, decision,
    templates, content, html_sha256, pdf_sha256, contest_id, issued_by, issued_at, channel)
  values (n.notice_id, n.prediction_id, n.override_id, n.application, n.customer_id, n.kind, n.language, n.decision,
    n.templates, n.content, n.html_sha256, n.pdf_sha256, n.contest_id, n.issued_by, n.issued_at, n.channel)
  on conflict on constraint notices_decision_key do nothing;
  if found then
    perform notices.record_event(n.issued_by, 'notice.issued', n);
  end if;
  select * into n from notices.notices o
  where o.prediction_id = n.prediction_id and o.override_id is not distinct from n.override_id
    and o.kind = n.kind and o.language = n.language;
  return n;
end
$$;
comment on function notices.issue is
  'Stores a notice, and returns it, or the one that was issued before for the same decision, kind and language';

create function notices.lock_notice(of_notice uuid) returns notices.notices
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
  n notices.notices;
begin
  select * into n from notices.notices where notice_id = of_notice for update;
  if not found then
    raise exception 'no notice has this id' using errcode = 'NT002';
  end if;
  return n;
end
$$;
comment on function notices.lock_notice is 'Locks a notice until the transaction ends';

create function notices.mark_sent(of_notice uuid, by_person text, of_message text default null) returns notices.notices
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  n notices.notices := notices.lock_notice(of_notice);
begin
  if n.state = 'sent' then
    return n;
  end if;
  update notices.notices set state = 'sent', sent_at = clock_timestamp(), sent_by = by_person, message_id = of_message,
    failure = null, next_attempt_at = null
  where notice_id = of_notice returning * into n;
  update notices.duties d set ended_at = clock_timestamp(), ended_by = 'notice'
  where d.application = n.application and d.customer_id is not distinct from n.customer_id and d.ended_at is null
    and n.decision = 'decline';
  perform notices.record_event(by_person, 'notice.sent', n);
  return n;
end
$$;
comment on function notices.mark_sent is 'A notice is on its way to the applicant, so none is owed any more. Safe to call again';

create function notices.mark_undelivered(of_notice uuid, by_person text, new_state text, why text) returns notices.notices
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  n notices.notices := notices.lock_notice(of_notice);
begin
  if new_state not in ('failed', 'returned') then
    raise exception 'a notice that did not arrive has failed or was returned' using errcode = 'invalid_parameter_value';
  elsif n.state = new_state then
    return n;
  elsif new_state = 'returned' and n.state <> 'sent' then
    raise exception 'only a notice that was sent can come back' using errcode = 'NT003';
  elsif new_state = 'failed' and n.state = 'sent' then
    return n;
  end if;
  update notices.notices set state = new_state, failure = left(why, 500), next_attempt_at = null
  where notice_id = of_notice returning * into n;
  update notices.duties d set ended_at = null, ended_by = null
  where d.application = n.application and d.customer_id is not distinct from n.customer_id and d.ended_by = 'notice'
    and n.decision = 'decline';
  perform notices.record_event(by_person, 'notice.' || new_state, n);
  return n;
end
$$;
comment on function notices.mark_undelivered is
  'A notice could not be sent, or came back: the applicant is owed one again, by the time that the clock had. Safe to call again';

create function notices.take_next(lease interval) returns setof notices.notices
language sql security definer set search_path = pg_catalog, pg_temp as $$
  update notices.notices n set state = 'sending', attempts = n.attempts + 1, next_attempt_at = clock_timestamp() + lease
  where n.notice_id = (
    select w.notice_id from notices.notices w
    where w.channel = 'email' and w.state in ('issued', 'sending')
      and coalesce(w.next_attempt_at, '-infinity') <= clock_timestamp()
    order by w.issued_at, w.notice_id
    for update skip locked
    limit 1
  )
  returning n.*
$$;
comment on function notices.take_next is
  'The oldest e-mail that nobody sends now, for a worker who has it for the lease. A worker that dies loses nothing';

create function notices.put_off(of_notice uuid, until timestamptz) returns void
language sql security definer set search_path = pg_catalog, pg_temp as $$
  update notices.notices set state = 'issued', next_attempt_at = until where notice_id = of_notice and state = 'sending'
$$;
comment on function notices.put_off is 'An attempt failed for now: the worker tries again from that time on';

create function notices.note_failure(of_application text, of_customer text, why text) returns void
language sql security definer set search_path = pg_catalog, pg_temp as $$
  update notices.duties set failures = failures + 1, failure = why,
    retry_at = clock_timestamp() + least(interval '1 hour' * 2 ^ failures, interval '1 day')
  where application = of_application and customer_id = of_customer and ended_at is null
$$;
comment on function notices.note_failure is 'The worker could not issue a notice that is owed: it tries again later';

insert into audit.action_roles (prefix, role) values ('notice', 'risk_cases'), ('notice', 'risk_notices');

do $$
declare
  caller text;
begin
  foreach caller in array array['risk_cases', 'risk_notices'] loop
    execute format('grant usage on schema notices, predictions to %I', caller);
    execute format('grant select on notices.notices, notices.duties, notices.deadlines to %I', caller);
    execute format('grant execute on function notices.compute_due_at, notices.issue, notices.mark_sent,
      notices.mark_undelivered to %I', caller);
    execute format('grant select on predictions.risk_scores, predictions.overrides, predictions.held_overrides to %I', caller);
    execute format('grant select (version, manifest) on predictions.model_metadata to %I', caller);
  end loop;
end
$$;
grant usage on schema contests to risk_notices;
grant execute on function contests.create_contest to risk_notices;
grant execute on function notices.take_next, notices.put_off, notices.note_failure to risk_notices;
grant usage on schema staging, analytics to risk_notices;
grant select (customer_id, valid_from, personal_data, run_id) on staging.customers to risk_notices;
grant select (run_id) on analytics.publications to risk_notices;
grant usage on schema notices to risk_deadlines, risk_privacy;
grant select on notices.deadlines to risk_deadlines;
grant execute on function notices.compute_due_at to risk_deadlines;
grant select, delete on notices.notices, notices.duties to risk_privacy;
grant usage on schema notices to risk_retention;
grant delete on notices.notices, notices.duties to risk_retention;
grant select (notice_id, customer_id, issued_at) on notices.notices to risk_retention;
grant select (application, customer_id, declined_at) on notices.duties to risk_retention;
