-- What applicants do with a contest: read, submit. Each function runs as its owner and finds the contest by the hash of the
-- token, so that its caller reaches no other one. A refusal is an error with a SQLSTATE of class CT, which
-- lambdas/prediction-api/contests/contest-refusals.ts names; nothing is changed then.

create function contests.create_contest(
  of_contest uuid, of_notice uuid, of_application text, of_customer text, of_prediction uuid, notified_decision text,
  notified_at timestamptz, notified_reasons jsonb, of_language text, of_token_sha256 text, until timestamptz
) returns void
language sql security definer set search_path = pg_catalog, pg_temp as $$
  insert into contests.contests (contest_id, notice_id, application, customer_id, prediction_id, decision, decided_at,
    reasons, language, token_sha256, expires_at)
  values (of_contest, of_notice, of_application, of_customer, of_prediction, notified_decision, notified_at,
    notified_reasons, of_language, of_token_sha256, until)
$$;
comment on function contests.create_contest is
  'Stores the link of a notice, in the transaction that stores the notice. The last five are what the page shows, hash and end of the link';

create function contests.lock_contest(of_token_sha256 text) returns contests.contests
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
  contest contests.contests;
begin
  select * into contest from contests.contests where token_sha256 = of_token_sha256 for update;
  if not found then
    raise exception 'no contest has this token' using errcode = 'CT001';
  elsif contest.expires_at <= clock_timestamp() then
    raise exception 'the link of the contest has expired' using errcode = 'CT002';
  end if;
  return contest;
end
$$;
comment on function contests.lock_contest is 'Locks a contest until the transaction ends: it is submitted once';

create function contests.read_state(contest contests.contests) returns text
language sql stable set search_path = pg_catalog, pg_temp as $$
  select case
    when contest.submitted_at is null then 'open'
    when c.closed_at is not null or contest.case_id is null then 'answered'
    when c.state = 'waiting_for_documents' then 'documents_wanted'
    when c.holder is null and c.state = 'open' then 'received'
    else 'in_review'
  end
  from (select) one left join cases.cases c on c.case_id = contest.case_id
$$;
comment on function contests.read_state is
  'How far a contest is, as the applicant is told: open, received, in_review, documents_wanted, answered';

create function contests.read_contest(of_token_sha256 text)
returns table (
  contest_id uuid, decision text, decided_at timestamptz, reasons jsonb, language text, expires_at timestamptz,
  submitted_at timestamptz, state text, attachments jsonb
)
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  contest constant contests.contests := contests.lock_contest(of_token_sha256);
begin
  return query select contest.contest_id, contest.decision, contest.decided_at, contest.reasons, contest.language,
    contest.expires_at, contest.submitted_at, contests.read_state(contest), (
      select coalesce(jsonb_agg(jsonb_build_object('attachment_id', a.attachment_id, 'name', a.name, 'state', a.state,
        'reason', a.reason) order by a.attached_at), '[]')
      from cases.attachments a
      where a.contest_id = contest.contest_id
    );
end
$$;
comment on function contests.read_contest is 'What the page shows of the contest of a token, and nothing else';

create function contests.submit_contest(of_token_sha256 text, of_words_sha256 text, asks_for_person boolean)
returns text
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  contest contests.contests := contests.lock_contest(of_token_sha256);
  opened_case uuid;
  accepted record;
begin
  if contest.submitted_at is not null then
    raise exception 'the contest was submitted before' using errcode = 'CT003';
  end if;
  opened_case := cases.open_case('contest', contest.application, contest.customer_id, contest.prediction_id,
    'The applicant contests the decision.');
  if opened_case is null then
    raise exception 'the score of the contest is stored no longer' using errcode = 'CT005';
  end if;
  update contests.contests
  set submitted_at = clock_timestamp(), words_sha256 = of_words_sha256, wants_human = asks_for_person,
    case_id = opened_case
  where contest_id = contest.contest_id
  returning * into contest;
  for accepted in
    update cases.attachments set case_id = opened_case
    where contest_id = contest.contest_id
    returning attachment_id, state
  loop
    if accepted.state = 'accepted' then
      perform cases.record_attachment(opened_case, accepted.attachment_id, null);
    end if;
  end loop;
  insert into audit.events (actor, action, subject, detail)
  values ('applicant', 'contest.opened', contest.contest_id::text, jsonb_build_object(
    'case_id', opened_case, 'notice_id', contest.notice_id, 'wants_human', asks_for_person
  ));
  return contests.read_state(contest);
end
$$;
comment on function contests.submit_contest is
  'Stores what the applicant submits and opens a case, or joins the open one. Once: it stops nothing and changes no decision';

grant execute on function contests.create_contest to risk_cases;
grant execute on function contests.read_contest, contests.submit_contest to risk_applicant;
