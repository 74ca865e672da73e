-- Notices: what an applicant is told about a decision, as evidence, and the clock of declined applications. Functions come
-- with migration 121.

create schema notices;
comment on schema notices is 'Notices to applicants about decisions, and which applications are owed one';

create table notices.templates (
  template text check (template ~ '^[a-z][a-z-]*$'),
  version integer check (version > 0),
  sha256 text not null check (sha256 ~ '^[0-9a-f]{64}$'),
  first_used_at timestamptz not null default clock_timestamp(),
  primary key (template, version)
);
comment on table notices.templates is 'One row per version of a template that a notice has used. Rows are never changed';
comment on column notices.templates.template is 'Template: config/notices/<template>.<version>.json';
comment on column notices.templates.version is 'Version, from 1';
comment on column notices.templates.sha256 is 'SHA-256 of the file, hex: another text under the same version is refused';
comment on column notices.templates.first_used_at is 'When the first notice used it';
create trigger refuse_change before update or delete or truncate on notices.templates
  for each statement execute function audit.refuse_change();

create table notices.notices (
  notice_id uuid,
  prediction_id uuid not null,
  override_id uuid,
  application text not null check (application <> ''),
  customer_id text,
  kind text not null check (kind in ('us', 'eu')),
  language text not null check (language ~ '^[a-z]{2}$'),
  decision text not null check (decision in ('approve', 'refer', 'decline')),
  templates jsonb not null check (jsonb_typeof(templates) = 'array'),
  content jsonb not null,
  html_sha256 text not null check (html_sha256 ~ '^[0-9a-f]{64}$'),
  pdf_sha256 text not null check (pdf_sha256 ~ '^[0-9a-f]{64}$'),
  contest_id uuid,
  issued_by text not null check (issued_by <> ''),
  issued_at timestamptz not null,
  channel text not null check (channel in ('event', 'email')),
  state text not null default 'issued' check (state in ('issued', 'sending', 'sent', 'failed', 'returned')),
  attempts integer not null default 0 check (attempts >= 0),
  next_attempt_at timestamptz,
  sent_at timestamptz,
  sent_by text,
  message_id text,
  failure text,
  primary key (notice_id),
  -- Asked for again, the same decision in the same language is the same notice.
  constraint notices_decision_key unique nulls not distinct (prediction_id, override_id, kind, language),
  constraint notices_sent_check check ((sent_at is null) = (sent_by is null) and (state <> 'sent' or sent_at is not null)),
  constraint notices_failure_check check ((failure is not null) = (state in ('failed', 'returned')))
);
comment on table notices.notices is 'One row per notice. What it says never changes; its state moves on';
comment on column notices.notices.notice_id is 'Notice, UUIDv7; its files are notices/<notice_id>/ in the bucket of case files';
comment on column notices.notices.prediction_id is 'Score whose decision and reasons it states';
comment on column notices.notices.override_id is 'Override whose decision and reason it states; null where the policy decided';
comment on column notices.notices.application is 'Application that it is about';
comment on column notices.notices.customer_id is 'Customer whose application it is';
comment on column notices.notices.kind is 'us: adverse action notice with the score disclosure; eu: explanation';
comment on column notices.notices.language is 'Language, ISO 639-1';
comment on column notices.notices.decision is 'The decision that it states: approve, refer or decline';
comment on column notices.notices.templates is 'Its templates, each with version and SHA-256';
comment on column notices.notices.content is 'What it says, block by block, without the contest link: it names no person';
comment on column notices.notices.html_sha256 is 'SHA-256 of notice.html, hex';
comment on column notices.notices.pdf_sha256 is 'SHA-256 of notice.pdf, hex';
comment on column notices.notices.contest_id is 'Contest that its link opens; null without a link';
comment on column notices.notices.issued_by is 'Who issued it: a person''s user name (a pseudonym), or the worker';
comment on column notices.notices.issued_at is 'When; the date in the notice';
comment on column notices.notices.channel is 'event: the lender''s system fetches it; email: the worker sends it';
comment on column notices.notices.state is
  'issued (waits for its channel), sending (the worker has it until next_attempt_at), sent, failed (nobody tries again), returned (it did not reach the applicant)';
comment on column notices.notices.attempts is 'How often sending was tried';
comment on column notices.notices.next_attempt_at is 'When the worker may try again; null before the first attempt and at the end';
comment on column notices.notices.sent_at is 'When it was sent, or fetched by the lender''s system';
comment on column notices.notices.sent_by is 'Who sent or fetched it: the worker, a client, or a person who says so';
comment on column notices.notices.message_id is 'Message of SES; null for another way';
comment on column notices.notices.failure is 'Why it was not sent, or came back; names no person';
create index notices_application on notices.notices (application, customer_id);
create index notices_customer on notices.notices (customer_id);
create index notices_newest on notices.notices (issued_at desc, notice_id desc);
create index notices_unsent on notices.notices (issued_at) where state in ('issued', 'sending');
create index notices_message on notices.notices (message_id) where message_id is not null;

create function notices.refuse_change() returns trigger language plpgsql as $$
begin
  if (new.notice_id, new.prediction_id, new.override_id, new.application, new.customer_id, new.kind, new.language,
      new.decision, new.templates, new.content, new.html_sha256, new.pdf_sha256, new.contest_id, new.issued_by,
      new.issued_at, new.channel)
    is distinct from
     (old.notice_id, old.prediction_id, old.override_id, old.application, old.customer_id, old.kind, old.language,
      old.decision, old.templates, old.content, old.html_sha256, old.pdf_sha256, old.contest_id, old.issued_by,
      old.issued_at, old.channel)
  then
    raise exception 'notices are evidence: what one says does not change' using errcode = 'insufficient_privilege';
  end if;
  return new;
end
$$;
comment on function notices.refuse_change is 'Before update of a notice: only its way to the applicant moves on';
create trigger refuse_change before update on notices.notices
  for each row execute function notices.refuse_change();

create trigger record_deletion after delete on notices.notices
  for each row execute function audit.record_deletion('notice_id');

create table notices.duties (
  application text check (application <> ''),
  customer_id text,
  prediction_id uuid not null,
  override_id uuid,
  declined_at timestamptz not null,
  ended_at timestamptz,
  ended_by text check (ended_by in ('notice', 'decision')),
  failures integer not null default 0,
  retry_at timestamptz,
  failure text,
  primary key (application, customer_id),
  constraint duties_end_check check ((ended_at is null) = (ended_by is null))
);
comment on table notices.duties is
  'One row per application that was declined: its applicant is owed a notice until ended_at. Scores and overrides write it';
comment on column notices.duties.application is 'Application';
comment on column notices.duties.customer_id is 'Customer whose application it is';
comment on column notices.duties.prediction_id is 'The newest score that declined it, or that the person saw who did';
comment on column notices.duties.override_id is 'Override that declined it; null where the policy did';
comment on column notices.duties.declined_at is 'When it was first declined: the clock starts here';
comment on column notices.duties.ended_at is 'When a notice was sent, or another decision took the place of this one; null while it is owed';
comment on column notices.duties.ended_by is 'notice: one was sent; decision: the application is not declined any more';
comment on column notices.duties.failures is 'How often the worker could not issue the notice';
comment on column notices.duties.retry_at is 'When the worker tries again to issue it; null before the first failure';
comment on column notices.duties.failure is 'Name of the newest failure; null without one';
create index duties_owed on notices.duties (declined_at) where ended_at is null;
create index duties_customer on notices.duties (customer_id);
