-- Contests of applicants, and the files of cases and contests. Tables and what nobody can store in them; the functions that
-- change them come with migrations 117 and 118. What the applicant writes is no row: it is an object of the case bucket
-- (contests/<contest_id>/), so that no backup of the database has it.

create schema contests;
comment on schema contests is 'What applicants object to: one contest per notice, by a signed link';

create table contests.contests (
  contest_id uuid,
  notice_id uuid not null unique,
  application text not null check (application <> ''),
  customer_id text,
  prediction_id uuid not null,
  decision text not null check (decision in ('approve', 'refer', 'decline')),
  decided_at timestamptz not null,
  reasons jsonb not null check (jsonb_typeof(reasons) = 'array'),
  language text not null check (language ~ '^[a-z]{2}(-[A-Z]{2})?$'),
  token_sha256 text not null unique check (token_sha256 ~ '^[0-9a-f]{64}$'),
  created_at timestamptz not null default clock_timestamp(),
  expires_at timestamptz not null,
  submitted_at timestamptz,
  words_sha256 text check (words_sha256 ~ '^[0-9a-f]{64}$'),
  wants_human boolean,
  case_id uuid references cases.cases on delete set null,
  primary key (contest_id),
  constraint contests_expiry_check check (expires_at > created_at),
  constraint contests_submission_check check (
    num_nonnulls(submitted_at, words_sha256, wants_human) = case when submitted_at is null then 0 else 3 end
    and (case_id is null or submitted_at is not null)
  )
);
comment on table contests.contests is
  'One row per contest link: made with its notice, submitted by the applicant at most once';
comment on column contests.contests.contest_id is 'Contest, UUIDv7; it begins the keys of its objects';
comment on column contests.contests.notice_id is 'Notice that has the link';
comment on column contests.contests.application is 'Application, as predictions.overrides.application';
comment on column contests.contests.customer_id is 'Customer whose application it is; null where none is known';
comment on column contests.contests.prediction_id is 'Score that the notice is about';
comment on column contests.contests.decision is 'Decision of the notice: what the applicant is shown';
comment on column contests.contests.decided_at is 'When it was decided: what the applicant is shown';
comment on column contests.contests.reasons is 'Texts of the reasons in the notice: what the applicant is shown';
comment on column contests.contests.language is 'Language of the notice';
comment on column contests.contests.token_sha256 is 'SHA-256 of the token in the link, hex: the token itself is stored nowhere';
comment on column contests.contests.created_at is 'When the notice was issued';
comment on column contests.contests.expires_at is 'Until when the link opens the contest';
comment on column contests.contests.submitted_at is 'When the applicant submitted it; null before';
comment on column contests.contests.words_sha256 is 'SHA-256 of the object with the applicant''s words, hex; it ends the object''s key';
comment on column contests.contests.wants_human is 'The applicant asks that a person decides';
comment on column contests.contests.case_id is 'Case that the contest opened, or joined where one was open; null before';
create index contests_case on contests.contests (case_id) where case_id is not null;
create index contests_customer on contests.contests (customer_id);
create index contests_application on contests.contests (application);

create function contests.refuse_change() returns trigger language plpgsql as $$
begin
  if tg_op = 'DELETE' and current_user in ('risk_privacy', 'risk_retention') then
    return old;
  elsif tg_op = 'UPDATE' and (
    old.submitted_at is null
    -- The case goes by retention or erasure, and its contest after it.
    or new.case_id is null and to_jsonb(new) - 'case_id' = to_jsonb(old) - 'case_id'
  ) and (new.contest_id, new.notice_id, new.application, new.prediction_id, new.decision, new.decided_at, new.reasons,
      new.language, new.token_sha256, new.created_at, new.expires_at)
    = (old.contest_id, old.notice_id, old.application, old.prediction_id, old.decision, old.decided_at, old.reasons,
      old.language, old.token_sha256, old.created_at, old.expires_at)
    and new.customer_id is not distinct from old.customer_id
  then
    return new;
  end if;
  raise exception 'contests are evidence: % of a contest is refused', lower(tg_op)
    using errcode = 'insufficient_privilege';
end
$$;
comment on function contests.refuse_change is
  'Before update or delete: what a contest is about never changes, it is submitted once, and only erasure and retention delete';
create trigger refuse_change before update or delete on contests.contests
  for each row execute function contests.refuse_change();
create trigger refuse_truncate before truncate on contests.contests
  for each statement execute function audit.refuse_change();
create trigger record_deletion after delete on contests.contests
  for each row execute function audit.record_deletion('contest_id');

create table cases.attachments (
  attachment_id uuid,
  case_id uuid references cases.cases on delete cascade,
  contest_id uuid references contests.contests on delete cascade,
  name text not null check (name <> '' and length(name) <= 120),
  media_type text not null,
  bytes bigint not null check (bytes > 0),
  state text not null default 'uploaded' check (state in ('uploaded', 'accepted', 'refused')),
  reason text,
  sha256 text check (sha256 ~ '^[0-9a-f]{64}$'),
  attached_by text check (attached_by <> ''),
  attached_at timestamptz not null default clock_timestamp(),
  checked_at timestamptz,
  primary key (attachment_id),
  constraint attachments_owner_check check (case_id is not null or contest_id is not null),
  constraint attachments_outcome_check check (
    (state = 'uploaded') = (checked_at is null) and (state = 'accepted') = (sha256 is not null)
    and (state = 'refused') = (reason is not null)
  )
);
comment on table cases.attachments is
  'One row per file that a person or an applicant sends: announced, then checked once. Only accepted ones can be downloaded';
comment on column cases.attachments.attachment_id is 'Attachment, UUIDv7; it ends the key of its object';
comment on column cases.attachments.case_id is 'Case; null while its contest is not submitted';
comment on column cases.attachments.contest_id is 'Contest of an applicant; null of a person''s file';
comment on column cases.attachments.name is 'Name of the file, without folders, control characters and ending';
comment on column cases.attachments.media_type is 'Type as announced; an accepted file is of this type';
comment on column cases.attachments.bytes is 'Size as announced, bytes; S3 accepts no other';
comment on column cases.attachments.state is
  'uploaded: announced, and not checked yet; accepted; refused: deleted, because of reason';
comment on column cases.attachments.reason is 'Name of what is wrong with a refused file';
comment on column cases.attachments.sha256 is 'SHA-256 of an accepted file, hex';
comment on column cases.attachments.attached_by is 'Who: name of the user in the user pool, a pseudonym; null: the applicant';
comment on column cases.attachments.attached_at is 'When it was announced';
comment on column cases.attachments.checked_at is 'When it was accepted or refused; null before';
create index attachments_case on cases.attachments (case_id) where case_id is not null;
create index attachments_contest on cases.attachments (contest_id) where contest_id is not null;

create function cases.refuse_attachment_change() returns trigger language plpgsql as $$
begin
  -- They go with their case or contest, which the owner of the table deletes then.
  if tg_op = 'DELETE' and current_user in ('risk_privacy', 'risk_retention', 'risk_migrator') then
    return old;
  elsif tg_op = 'UPDATE'
    and (old.state = 'uploaded' or (new.state, new.reason, new.sha256, new.checked_at)
      is not distinct from (old.state, old.reason, old.sha256, old.checked_at))
    and (old.case_id is null or new.case_id = old.case_id)
    and (new.attachment_id, new.name, new.media_type, new.bytes, new.attached_at)
      = (old.attachment_id, old.name, old.media_type, old.bytes, old.attached_at)
    and (new.contest_id, new.attached_by) is not distinct from (old.contest_id, old.attached_by)
  then
    return new;
  end if;
  raise exception 'attachments are evidence: % is refused', lower(tg_op) using errcode = 'insufficient_privilege';
end
$$;
comment on function cases.refuse_attachment_change is
  'Before update or delete: an attachment is checked once and gets its case once; only erasure and retention delete';
create trigger refuse_change before update or delete on cases.attachments
  for each row execute function cases.refuse_attachment_change();
create trigger refuse_truncate before truncate on cases.attachments
  for each statement execute function audit.refuse_change();
create trigger record_deletion after delete on cases.attachments
  for each row execute function audit.record_deletion('attachment_id');

insert into audit.action_roles (prefix, role) values
  ('contest', 'risk_applicant'), ('case', 'risk_applicant'), ('case', 'risk_attachments');

grant usage on schema contests to risk_cases, risk_applicant, risk_privacy;
grant usage on schema cases to risk_attachments;
-- Not the hash of the token.
grant select (contest_id, notice_id, application, customer_id, prediction_id, created_at, expires_at, submitted_at,
  words_sha256, wants_human, case_id) on contests.contests to risk_cases;
grant select on cases.attachments to risk_cases;
grant select, delete on contests.contests, cases.attachments to risk_privacy;

-- A recovery counts contests in both clusters.
grant usage on schema contests to risk_api_read;
grant select (created_at) on contests.contests to risk_api_read;
