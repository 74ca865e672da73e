-- Mends of cases and requests of data subjects: the order of locks, the exposure of an application, the words of an erased
-- person's requests.

-- Scores lock the unfinished cases of an application in the order of their ids (cases.follow_scores). Whoever decides one of
-- several takes them all in that order first, so that neither waits for the other.
create function cases.lock_cases(of_application text, of_customer text) returns void
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  perform from cases.cases
  where application = of_application and customer_id is not distinct from of_customer and closed_at is null
  order by case_id
  for update;
end
$$;
comment on function cases.lock_cases is 'Locks the unfinished cases of an application, in the order in which scores lock them';

create or replace function cases.lock_application(of_case uuid) returns void
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
  c cases.cases;
begin
  select * into c from cases.cases where case_id = of_case;
  perform pg_advisory_xact_lock(7231003, hashtext(c.application) & 1023);
  perform cases.lock_cases(c.application, c.customer_id);
end
$$;
comment on function cases.lock_application is 'Waits for other decisions about the application of a case, and locks its unfinished cases';

create or replace function cases.check_override() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  seen record;
  newest predictions.risk_scores;
begin
  if exists (select from cases.cases c where c.override_id = new.override_id and c.state = 'decided') then
    return new;
  end if;
  -- What two people decided is not undone by one: a referral opens a case, where two decide again.
  if exists (select from cases.cases c where c.override_id = new.ends and c.second_by is not null) then
    raise exception 'two people decided, and one cannot end it' using errcode = 'CS013';
  end if;
  select application_id, customer_id, ead into seen from predictions.risk_scores where prediction_id = new.prediction_id;
  if seen.application_id is null then
    return new; -- a what-if
  end if;
  perform cases.lock_cases(seen.application_id, seen.customer_id);
  if new.decision is null or new.decision = 'refer' then
    return new;
  end if;
  -- The newest score says what is at stake, whichever score the person names.
  newest := cases.find_newest_score(seen.application_id, seen.customer_id);
  if greatest(seen.ead, newest.ead) >= cases.read_setting('second_person_from') then
    raise exception 'two people decide about this exposure' using errcode = 'CS013';
  elsif exists (
    select from cases.cases c
    where c.application = seen.application_id and c.customer_id is not distinct from seen.customer_id
      and c.closed_at is null and cases.is_held_by_other(c, new.decided_by)
  ) then
    raise exception 'another person holds the case of this application' using errcode = 'CS004';
  end if;
  return new;
end
$$;

-- Why a request came, who asked and how the person was identified may name the person: an erasure takes it, too.
create or replace function privacy.forget_customer(customer_id text) returns bigint
language sql security definer set search_path = pg_catalog, pg_temp as $$
  with forgotten as (
    update privacy.requests r set
      customer_id = null, content = '{}', why = 'The person was erased.',
      extended_why = case when r.extended_why is not null then 'The person was erased.' end,
      state = case when r.state in ('open', 'failed', 'running') then 'completed' else r.state end,
      handled_by = coalesce(r.handled_by, r.requested_by),
      handled_why = case when r.handled_why is not null or r.state in ('open', 'failed') then 'The person was erased.' end,
      ended_at = coalesce(r.ended_at, clock_timestamp())
    where r.customer_id = forget_customer.customer_id
    returning 1
  )
  select count(*) from forgotten
$$;
comment on function privacy.forget_customer is
  'Takes an erased customer, and every word about the person, out of all requests; what is unfinished is completed, because nothing is left to be done';
