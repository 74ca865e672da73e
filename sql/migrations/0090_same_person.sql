-- One human can be two identities: a user of the user pool and an IAM identity. Where the names tell, the second one
-- counts as the first when a request needs two people. E-mail addresses are kept as hashes only.

create table governance.identities (
  identity text,
  email_sha256 text not null,
  name_sha256 text not null,
  noted_at timestamptz not null default clock_timestamp(),
  primary key (identity)
);
comment on table governance.identities is
  'One row per user of the user pool who proposed, wrote, decided or reviewed: hashes by which an IAM identity of the same human is found';
comment on column governance.identities.identity is 'User name in the user pool, a pseudonym';
comment on column governance.identities.email_sha256 is 'SHA-256 of the e-mail address in lower case, hex';
comment on column governance.identities.name_sha256 is 'SHA-256 of its part before the @, hex';
comment on column governance.identities.noted_at is 'When the user pool said so';

create function governance.note_identity(of_identity text, email text) returns void
language sql security definer set search_path = pg_catalog, pg_temp as $$
  insert into governance.identities (identity, email_sha256, name_sha256)
  values (of_identity, audit.hash_text(lower(btrim(email))), audit.hash_text(split_part(lower(btrim(email)), '@', 1)))
  on conflict (identity) do update
    set email_sha256 = excluded.email_sha256, name_sha256 = excluded.name_sha256, noted_at = excluded.noted_at
$$;
comment on function governance.note_identity is 'Notes whose e-mail address a user of the user pool has. Idempotent';

-- The last part of an ARN is the name of the IAM user, or of the session of a role; with IAM Identity Center and most
-- identity providers that is the e-mail address or its first part.
create function governance.find_person(of_identity text) returns governance.identities
language sql stable set search_path = pg_catalog, pg_temp as $$
  with named as (select lower(regexp_replace(of_identity, '^.*/', '')) as name)
  select coalesce(
    (select noted from governance.identities noted where noted.identity = of_identity),
    (
      select row(of_identity, case when name like '%@%' then audit.hash_text(name) end,
        audit.hash_text(split_part(name, '@', 1)), null)::governance.identities
      from named
      where of_identity like 'arn:%' or name like '%@%'
    )
  )
$$;
comment on function governance.find_person is
  'What is known of the human behind an identity: hashes of e-mail address and name; null where nothing is';

create function governance.is_same_person(one text, other text) returns boolean
language sql stable set search_path = pg_catalog, pg_temp as $$
  with people as (select governance.find_person(one) as a, governance.find_person(other) as b)
  select one = other or coalesce(
    case when (a).email_sha256 is not null and (b).email_sha256 is not null
      then (a).email_sha256 = (b).email_sha256
      else (a).name_sha256 = (b).name_sha256
    end, false)
  from people
$$;
comment on function governance.is_same_person is
  'Whether two identities are of one human as far as their names tell: the same e-mail address, or the same name where one has no address';

create function governance.refuse_same_person() returns trigger language plpgsql as $$
declare
  deciding constant text := case
    when new.reviewed_by is distinct from old.reviewed_by then new.reviewed_by
    when new.needs_two and not new.is_emergency and new.state in ('approved', 'rejected')
      and new.decided_by is distinct from old.decided_by then new.decided_by
  end;
begin
  if exists (select from unnest(new.authors) author where governance.is_same_person(author, deciding)) then
    raise exception 'another person must decide' using errcode = 'GV004';
  end if;
  return new;
end
$$;
comment on function governance.refuse_same_person is
  'Before update of a request: refuses the decision or review of an author under another identity';
create trigger refuse_same_person before update on governance.requests
  for each row execute function governance.refuse_same_person();

grant execute on function governance.note_identity to risk_governance;
