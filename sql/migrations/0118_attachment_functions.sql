-- Files of cases: announced by a person or an applicant, then accepted or refused by the check of what arrived. Refusals are
-- errors of the classes CS (of the case) and CT, named in lambdas/prediction-api/contests/contest-refusals.ts.

create function cases.announce_attachment(
  of_case uuid, of_attachment uuid, file_name text, file_type text, size_bytes bigint, max_of_case integer,
  by_person text
) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  perform cases.lock_unfinished(of_case);
  if (select count(*) from cases.attachments where case_id = of_case) >= max_of_case then
    raise exception 'the case has as many files as it may have' using errcode = 'CT004';
  end if;
  insert into cases.attachments (attachment_id, case_id, name, media_type, bytes, attached_by)
  values (of_attachment, of_case, file_name, file_type, size_bytes, by_person);
end
$$;
comment on function cases.announce_attachment is 'Stores a file that a person is about to send';

create function contests.announce_attachment(
  of_token_sha256 text, of_attachment uuid, file_name text, file_type text, size_bytes bigint, max_of_contest integer
) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  contest constant contests.contests := contests.lock_contest(of_token_sha256);
begin
  if contests.read_state(contest) = 'answered' then
    raise exception 'the contest has been answered' using errcode = 'CT006';
  elsif (select count(*) from cases.attachments where contest_id = contest.contest_id) >= max_of_contest then
    raise exception 'the contest has as many files as it may have' using errcode = 'CT004';
  end if;
  insert into cases.attachments (attachment_id, case_id, contest_id, name, media_type, bytes)
  values (of_attachment, contest.case_id, contest.contest_id, file_name, file_type, size_bytes);
end
$$;
comment on function contests.announce_attachment is
  'Stores a file that an applicant is about to send, until the case of the contest has ended';

create function cases.read_upload(of_attachment uuid)
returns table (media_type text, bytes bigint, state text)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select media_type, bytes, state from cases.attachments where attachment_id = of_attachment
$$;
comment on function cases.read_upload is 'What was announced of an upload, for its check';

create function cases.accept_attachment(of_attachment uuid, file_sha256 text) returns boolean
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  attachment cases.attachments;
begin
  update cases.attachments set state = 'accepted', sha256 = file_sha256, checked_at = clock_timestamp()
  where attachment_id = of_attachment and state = 'uploaded'
  returning * into attachment;
  if attachment.case_id is not null then
    perform cases.record_attachment(attachment.case_id, of_attachment, attachment.attached_by);
  end if;
  return found;
end
$$;
comment on function cases.accept_attachment is
  'Stores that a file passed the check, as a step of its case; false where it was checked before';

create function cases.refuse_attachment(of_attachment uuid, because text) returns boolean
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  update cases.attachments set state = 'refused', reason = because, checked_at = clock_timestamp()
  where attachment_id = of_attachment and state = 'uploaded';
  return found;
end
$$;
comment on function cases.refuse_attachment is 'Stores why a file is refused; false where it was checked before';

grant execute on function cases.announce_attachment to risk_cases;
grant execute on function contests.announce_attachment to risk_applicant;
grant execute on function cases.read_upload, cases.accept_attachment, cases.refuse_attachment to risk_attachments;
