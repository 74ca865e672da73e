-- Restrictions of processing: customers who are not scored, by restriction (GDPR article 18) or objection (article 21).
-- Functions alone change them, and each records its event in the same transaction. A refusal is an error with a SQLSTATE
-- of class PV. No score of a restricted customer is stored, whichever way it comes.

create table privacy.restrictions (
  restriction_id uuid not null default gen_random_uuid(),
  customer_id text not null check (customer_id <> ''),
  kind text not null check (kind in ('restriction', 'objection')),
  since timestamptz not null default clock_timestamp(),
  why text not null check (btrim(why) <> '' and length(why) <= 2000),
  request_id uuid,
  made_by text not null check (made_by <> ''),
  lifted_at timestamptz,
  lifted_by text,
  lifted_why text check (btrim(lifted_why) <> '' and length(lifted_why) <= 2000),
  primary key (restriction_id),
  constraint restrictions_lift_check check (num_nonnulls(lifted_at, lifted_by, lifted_why) in (0, 3))
);
comment on table privacy.restrictions is
  'One row per restriction of the processing of a customer''s data. It holds until it is lifted; a lifted row stays';
comment on column privacy.restrictions.restriction_id is 'Restriction; the audit names it, never the customer';
comment on column privacy.restrictions.customer_id is 'Customer who is not scored while it holds';
comment on column privacy.restrictions.kind is 'restriction (GDPR article 18) or objection (article 21)';
comment on column privacy.restrictions.since is 'From when';
comment on column privacy.restrictions.why is 'Why, in the privacy officer''s words';
comment on column privacy.restrictions.request_id is 'Request of privacy.requests that led to it; null for a command';
comment on column privacy.restrictions.made_by is 'Who: name of the user in the user pool, or of the operator';
comment on column privacy.restrictions.lifted_at is 'Until when it held; null while it holds';
comment on column privacy.restrictions.lifted_by is 'Who lifted it';
comment on column privacy.restrictions.lifted_why is 'Why it was lifted, in the privacy officer''s words';
create unique index restrictions_held on privacy.restrictions (customer_id, kind) where lifted_at is null;
create index restrictions_customer on privacy.restrictions (customer_id);

create view privacy.restricted_customers with (security_barrier) as
select distinct on (customer_id) customer_id, kind, since
from privacy.restrictions
where lifted_at is null
order by customer_id, since;
comment on view privacy.restricted_customers is
  'One row per customer who is not scored, with the oldest restriction that holds, for callers and the daily scoring';
comment on column privacy.restricted_customers.customer_id is 'Customer';
comment on column privacy.restricted_customers.kind is 'restriction or objection';
comment on column privacy.restricted_customers.since is 'From when';

grant usage on schema privacy to risk_api_score, risk_etl, risk_training, risk_privacy;
grant select on privacy.restricted_customers to risk_api_score, risk_etl, risk_training;
-- An erasure deletes them; access reads them.
grant select, delete on privacy.restrictions to risk_privacy;

create function privacy.require_customer(of_customer text) returns void
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
begin
  if not exists (select from staging.customers where customer_id = of_customer)
    and not exists (select from staging.loan_applications where customer_id = of_customer)
    and not exists (select from predictions.risk_scores where customer_id = of_customer)
  then
    raise exception 'no row is stored of this customer' using errcode = 'PV101';
  end if;
end
$$;
comment on function privacy.require_customer is
  'Refuses an id of which nothing is stored: a restriction by a misspelt id would protect nobody';

create function privacy.restrict_processing(
  of_customer text, of_kind text, because text, by_person text, of_request uuid default null
) returns privacy.restrictions
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  restriction privacy.restrictions;
begin
  perform privacy.require_customer(of_customer);
  insert into privacy.restrictions (customer_id, kind, why, made_by, request_id)
  values (of_customer, of_kind, because, by_person, of_request)
  on conflict (customer_id, kind) where lifted_at is null do nothing
  returning * into restriction;
  if restriction.restriction_id is null then
    raise exception 'such a restriction of the customer holds already' using errcode = 'PV102';
  end if;
  perform governance.record_event(
    by_person, case of_kind when 'objection' then 'person.objected' else 'person.restricted' end,
    restriction.restriction_id::text, jsonb_build_object('kind', of_kind, 'request_id', of_request)
  );
  return restriction;
end
$$;
comment on function privacy.restrict_processing is
  'Restricts the processing of a customer: nothing scores the customer from now on. One of each kind holds at a time';

create function privacy.lift_restriction(of_customer text, of_kind text, because text, by_person text)
returns privacy.restrictions
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  restriction privacy.restrictions;
begin
  update privacy.restrictions
  set (lifted_at, lifted_by, lifted_why) = (clock_timestamp(), by_person, because)
  where customer_id = of_customer and kind = of_kind and lifted_at is null
  returning * into restriction;
  if restriction.restriction_id is null then
    raise exception 'no such restriction of the customer holds' using errcode = 'PV103';
  end if;
  perform governance.record_event(by_person, 'person.unrestricted', restriction.restriction_id::text,
    jsonb_build_object('kind', of_kind));
  return restriction;
end
$$;
comment on function privacy.lift_restriction is
  'Lifts the restriction of a kind that holds. The customer is scored again when no other one holds';

revoke all on function privacy.require_customer(text), privacy.restrict_processing(text, text, text, text, uuid),
  privacy.lift_restriction(text, text, text, text) from public;
grant execute on function privacy.restrict_processing(text, text, text, text, uuid),
  privacy.lift_restriction(text, text, text, text) to risk_privacy;

-- Readers leave restricted customers out; this holds where a restriction comes between reading and storing.
create function privacy.refuse_restricted_scores() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  -- Most of the time none holds, and the new scores need not be read.
  if exists (select from privacy.restrictions where lifted_at is null) and exists (
    select from privacy.restrictions held
    where held.lifted_at is null and held.customer_id in (select customer_id from new_scores)
  ) then
    raise exception 'the processing of a customer is restricted: no score is stored' using errcode = 'PV104';
  end if;
  return null;
end
$$;
comment on function privacy.refuse_restricted_scores is
  'After insert of scores: refuses the statement that stores one of a restricted customer';
create trigger refuse_restricted_scores after insert on predictions.risk_scores
  referencing new table as new_scores
  for each statement execute function privacy.refuse_restricted_scores();
