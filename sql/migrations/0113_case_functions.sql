-- What people do with cases: claim, release, assign, ask for documents, note, decide, confirm, return. Each function runs as
-- its owner, locks the case, changes it and stores the step with its audit event in the same transaction. A refusal is an
-- error with a SQLSTATE of class CS, which lambdas/prediction-api/cases/case-refusals.ts names; nothing is changed then.
--
-- A claim is a lease: a person who disappears keeps a case until held_until, and then anybody may claim it. Each step has
-- an id of its own (of_action), so that a call that is sent again changes nothing again.

create function cases.read_setting(of_name text) returns numeric
language sql stable set search_path = pg_catalog, pg_temp as $$
  select value from cases.settings where name = of_name
$$;
comment on function cases.read_setting is 'A setting of cases';

create function cases.is_held_by(c cases.cases, person text) returns boolean
language sql volatile set search_path = pg_catalog, pg_temp as $$
  select coalesce(c.holder = person and c.held_until > clock_timestamp(), false)
$$;
comment on function cases.is_held_by is 'Whether a person holds a case now';

create function cases.is_held_by_other(c cases.cases, person text) returns boolean
language sql volatile set search_path = pg_catalog, pg_temp as $$
  select coalesce(c.holder <> person and c.held_until > clock_timestamp(), false)
$$;
comment on function cases.is_held_by_other is 'Whether another person holds a case now';

create function cases.is_own_request(c cases.cases, person text) returns boolean
language sql stable set search_path = pg_catalog, pg_temp as $$
  select exists (
    select from predictions.risk_scores s where s.prediction_id = c.prediction_id and s.requested_by = person
  ) or exists (
    select from predictions.risk_scores s where s.application_id = c.application and s.requested_by = person
  )
$$;
comment on function cases.is_own_request is 'Whether a person requested a score of the application: another one decides then';

create function cases.record_step(
  c cases.cases, of_action uuid, step text, by_person text, in_words text default null, codes text[] default '{}',
  to_person text default null, of_attachment uuid default null
) returns void
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  insert into cases.actions
    (action_id, case_id, action, actor, reason_codes, note, attachment_id, decision, assigned_to)
  values (coalesce(of_action, cases.create_id()), c.case_id, step, by_person, codes, nullif(btrim(in_words), ''),
    of_attachment, case when step in ('decided', 'confirmed', 'returned') then c.decision end, to_person);
  insert into audit.events (actor, action, subject, detail)
  values (coalesce(by_person, 'cases'), 'case.' || step, c.case_id::text, jsonb_strip_nulls(jsonb_build_object(
    'kind', c.kind, 'to', c.state, 'decision', c.decision, 'reason_codes', nullif(to_jsonb(codes), '[]'),
    'override_id', c.override_id, 'assigned_to', to_person
  )));
end
$$;
comment on function cases.record_step is
  'Stores a step of a case with its audit event, which names no application, no customer and no words of a person';

create function cases.lock_case(of_case uuid) returns cases.cases
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
  c cases.cases;
begin
  select * into c from cases.cases where case_id = of_case for update;
  if not found then
    raise exception 'no case has this id' using errcode = 'CS001';
  end if;
  return c;
end
$$;
comment on function cases.lock_case is 'Locks a case until the transaction ends: of two steps at once the second sees the first';

create function cases.lock_unfinished(of_case uuid) returns cases.cases
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
  c constant cases.cases := cases.lock_case(of_case);
begin
  if c.state = 'withdrawn' then
    raise exception 'the case was withdrawn' using errcode = 'CS003';
  elsif c.state = 'decided' then
    raise exception 'the case has been decided' using errcode = 'CS002';
  end if;
  return c;
end
$$;
comment on function cases.lock_unfinished is 'Locks a case that can still be decided';

create function cases.hold(c cases.cases, person text) returns cases.cases
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
  held cases.cases;
begin
  if cases.is_own_request(c, person) then
    raise exception 'the person requested a score of this application' using errcode = 'CS006';
  elsif c.state = 'waiting_for_second' and c.decided_by = person then
    raise exception 'another person must confirm the decision' using errcode = 'CS007';
  end if;
  -- The lease of a person who disappeared ends with an entry of its own.
  if c.holder <> person then
    perform cases.record_step(c, null, 'released', null, 'The claim was over.');
  end if;
  update cases.cases
  set holder = person, held_until = clock_timestamp() + make_interval(secs => cases.read_setting('claim_hours') * 3600)
  where case_id = c.case_id
  returning * into held;
  return held;
end
$$;
comment on function cases.hold is 'Gives a locked case to a person who may decide it, for the hours of a claim';

create function cases.claim(of_case uuid, of_action uuid, by_person text) returns cases.cases
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  c cases.cases := cases.lock_unfinished(of_case);
begin
  if cases.is_held_by_other(c, by_person) then
    raise exception 'another person holds the case' using errcode = 'CS004';
  end if;
  if not exists (select from cases.actions where action_id = of_action) then
    c := cases.hold(c, by_person);
    perform cases.record_step(c, of_action, 'claimed', by_person);
  end if;
  return c;
end
$$;
comment on function cases.claim is
  'Gives a case to the person, who holds it alone for the hours of a claim. The holder claims again to hold it longer';

create function cases.claim_next(of_action uuid, by_person text, of_kind text, can_decide boolean) returns cases.cases
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  c cases.cases;
begin
  select claimed.* into c from cases.cases claimed join cases.actions using (case_id) where action_id = of_action;
  if found then
    return c;
  end if;
  select waiting.* into c
  from cases.cases waiting
  where waiting.closed_at is null and (of_kind is null or waiting.kind = of_kind)
    and (waiting.holder is null or waiting.held_until <= clock_timestamp())
    and case waiting.state when 'open' then can_decide when 'waiting_for_second' then waiting.decided_by <> by_person end
    and not cases.is_own_request(waiting, by_person)
  order by waiting.due_at, waiting.case_id
  limit 1
  -- Whom somebody is claiming at this moment, another claim passes by.
  for update skip locked;
  if not found then
    return null;
  end if;
  c := cases.hold(c, by_person);
  perform cases.record_step(c, of_action, 'claimed', by_person);
  return c;
end
$$;
comment on function cases.claim_next is
  'Gives the free case that is due first to the person; null where there is none. Those that wait for documents are left to their holders';

create function cases.release(of_case uuid, of_action uuid, by_person text, in_words text) returns cases.cases
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  c cases.cases := cases.lock_unfinished(of_case);
begin
  if exists (select from cases.actions where action_id = of_action) then
    return c;
  elsif c.holder is distinct from by_person then
    raise exception 'the person does not hold the case' using errcode = 'CS005';
  end if;
  update cases.cases set holder = null, held_until = null where case_id = of_case returning * into c;
  perform cases.record_step(c, of_action, 'released', by_person, in_words);
  return c;
end
$$;
comment on function cases.release is 'Gives a case back to the queue';

create function cases.assign(
  of_case uuid, of_action uuid, to_person text, by_person text, in_words text, can_take boolean
) returns cases.cases
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  c cases.cases := cases.lock_unfinished(of_case);
begin
  if exists (select from cases.actions where action_id = of_action) then
    return c;
  elsif cases.is_held_by_other(c, by_person) and not can_take then
    raise exception 'another person holds the case' using errcode = 'CS004';
  end if;
  update cases.cases set holder = null, held_until = null where case_id = of_case returning * into c;
  c := cases.hold(c, to_person);
  perform cases.record_step(c, of_action, 'assigned', by_person, in_words, to_person => to_person);
  return c;
end
$$;
comment on function cases.assign is
  'Gives a case to another person: a free one, one of one''s own, and with can_take one that somebody else holds';

create function cases.note(of_case uuid, of_action uuid, by_person text, in_words text) returns cases.cases
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  c constant cases.cases := cases.lock_case(of_case);
begin
  if not exists (select from cases.actions where action_id = of_action) then
    perform cases.record_step(c, of_action, 'noted', by_person, in_words);
  end if;
  return c;
end
$$;
comment on function cases.note is 'Stores a note, also at a case that has ended or that another person holds';

create function cases.lock_held(of_case uuid, by_person text) returns cases.cases
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
  c constant cases.cases := cases.lock_unfinished(of_case);
begin
  if cases.is_held_by_other(c, by_person) then
    raise exception 'another person holds the case' using errcode = 'CS004';
  elsif c.state = 'waiting_for_second' then
    raise exception 'a decision waits for a second person' using errcode = 'CS008';
  elsif not cases.is_held_by(c, by_person) then
    raise exception 'the person does not hold the case' using errcode = 'CS005';
  end if;
  return c;
end
$$;
comment on function cases.lock_held is 'Locks a case that the person holds';

create function cases.request_documents(of_case uuid, of_action uuid, by_person text, in_words text)
returns cases.cases
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  c cases.cases := cases.lock_held(of_case, by_person);
begin
  if not exists (select from cases.actions where action_id = of_action) then
    update cases.cases set state = 'waiting_for_documents' where case_id = of_case returning * into c;
    perform cases.record_step(c, of_action, 'documents_requested', by_person, in_words);
  end if;
  return c;
end
$$;
comment on function cases.request_documents is 'Stores what the applicant is asked for; the case waits and stays due';

create function cases.record_attachment(of_case uuid, of_attachment uuid, by_person text) returns cases.cases
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
  c cases.cases := cases.lock_case(of_case);
begin
  if c.state = 'waiting_for_documents' then
    update cases.cases set state = 'open' where case_id = of_case returning * into c;
  end if;
  perform cases.record_step(c, null, 'attached', by_person, of_attachment => of_attachment);
  return c;
end
$$;
comment on function cases.record_attachment is
  'Stores that a checked file was attached (by_person null: the applicant); a case that waited for documents is open again. For the functions of this schema';

-- Overrides of an application take turns by this lock (predictions.complete_override). Who decides a case takes it before
-- the case's, as whoever overrides directly does: two transactions never wait for each other.
create function cases.lock_application(of_case uuid) returns void
language sql set search_path = pg_catalog, pg_temp as $$
  select pg_advisory_xact_lock(7231003, hashtext(application) & 1023) from cases.cases where case_id = of_case
$$;
comment on function cases.lock_application is 'Waits for other decisions about the application of a case';

create function cases.finish(c cases.cases, of_override uuid, of_second text) returns cases.cases
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
  finished cases.cases;
  overruled_decision text;
begin
  -- A decision ends the other cases of the application, too, so nobody else may be at work on one.
  if c.decision <> 'uphold' and exists (
    select from cases.cases other
    where other.application = c.application and other.customer_id is not distinct from c.customer_id
      and other.case_id <> c.case_id and other.closed_at is null
      and cases.is_held_by_other(other, coalesce(of_second, c.decided_by))
  ) then
    raise exception 'another person holds a case of this application' using errcode = 'CS004';
  end if;
  update cases.cases
  set state = 'decided', closed_at = clock_timestamp(), holder = null, held_until = null, second_by = of_second,
    override_id = case when c.decision <> 'uphold' then of_override end
  where case_id = c.case_id
  returning * into finished;
  if finished.override_id is not null then
    insert into predictions.overrides
      (override_id, prediction_id, decision, overruled, reason, decided_by, client_id)
    values (finished.override_id, finished.prediction_id, finished.decision, finished.policy_decision, finished.reason,
      finished.decided_by, finished.client_id)
    returning overruled into overruled_decision;
    insert into audit.events (actor, action, subject, detail)
    values (finished.decided_by, 'prediction.overridden', finished.prediction_id::text, jsonb_build_object(
      'override_id', finished.override_id, 'decision', finished.decision, 'overruled', overruled_decision
    ));
  end if;
  return finished;
end
$$;
comment on function cases.finish is 'Ends a case by its decision, and stores it as the override of its application';

create function cases.decide(
  of_case uuid, of_action uuid, of_override uuid, new_decision text, codes text[], new_reason text, in_words text,
  seen_prediction uuid, by_person text, of_client text
) returns cases.cases
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  c cases.cases;
begin
  perform cases.lock_application(of_case);
  c := cases.lock_case(of_case);
  if exists (select from cases.actions where action_id = of_action) then
    return c;
  end if;
  c := cases.lock_held(of_case, by_person);
  if cases.is_own_request(c, by_person) then
    raise exception 'the person requested a score of this application' using errcode = 'CS006';
  elsif c.prediction_id <> seen_prediction then
    raise exception 'the application has been scored again' using errcode = 'CS009';
  elsif new_decision = 'uphold' and c.kind <> 'contest' then
    raise exception 'only the decision of a contest is upheld' using errcode = 'CS010';
  elsif cardinality(codes) = 0 then
    raise exception 'a decision needs a reason code' using errcode = 'CS011';
  end if;
  update cases.cases
  set state = 'waiting_for_second', decision = new_decision, reason = new_reason, reason_codes = codes,
    decided_by = by_person, client_id = of_client, decided_at = clock_timestamp(), holder = null, held_until = null
  where case_id = of_case
  returning * into c;
  if c.exposure < cases.read_setting('second_person_from') then
    c := cases.finish(c, of_override, null);
  end if;
  perform cases.record_step(c, of_action, 'decided', by_person, in_words, codes);
  return c;
end
$$;
comment on function cases.decide is
  'Stores the decision of the person who holds the case. From the exposure second_person_from on it waits for a second person';

create function cases.lock_second(of_case uuid, by_person text) returns cases.cases
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
  c constant cases.cases := cases.lock_unfinished(of_case);
begin
  if c.state <> 'waiting_for_second' then
    raise exception 'no decision waits for a second person' using errcode = 'CS012';
  elsif c.decided_by = by_person then
    raise exception 'another person must confirm the decision' using errcode = 'CS007';
  elsif cases.is_own_request(c, by_person) then
    raise exception 'the person requested a score of this application' using errcode = 'CS006';
  elsif cases.is_held_by_other(c, by_person) then
    raise exception 'another person holds the case' using errcode = 'CS004';
  end if;
  return c;
end
$$;
comment on function cases.lock_second is 'Locks a case whose decision the person may confirm or return';

create function cases.confirm(of_case uuid, of_action uuid, of_override uuid, in_words text, by_person text)
returns cases.cases
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  c cases.cases;
begin
  perform cases.lock_application(of_case);
  c := cases.lock_case(of_case);
  if exists (select from cases.actions where action_id = of_action) then
    return c;
  end if;
  c := cases.finish(cases.lock_second(of_case, by_person), of_override, by_person);
  perform cases.record_step(c, of_action, 'confirmed', by_person, in_words);
  return c;
end
$$;
comment on function cases.confirm is 'Makes the decision of another person hold';

create function cases.return(of_case uuid, of_action uuid, in_words text, by_person text) returns cases.cases
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  c cases.cases := cases.lock_case(of_case);
begin
  if exists (select from cases.actions where action_id = of_action) then
    return c;
  end if;
  c := cases.lock_second(of_case, by_person);
  perform cases.record_step(c, of_action, 'returned', by_person, in_words);
  update cases.cases
  set state = 'open', decision = null, reason = null, reason_codes = '{}', decided_by = null, client_id = null,
    decided_at = null, holder = null, held_until = null
  where case_id = of_case
  returning * into c;
  return c;
end
$$;
comment on function cases.return is 'Sends a decision back: the case is open again, for anybody';

grant execute on function cases.claim, cases.claim_next, cases.release, cases.assign, cases.note,
  cases.request_documents, cases.decide, cases.confirm, cases.return to risk_cases;
