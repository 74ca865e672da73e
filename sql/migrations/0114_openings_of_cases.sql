-- What opens, moves and ends cases without a person: scores, overrides, the age of an approval. Scores are stored by the
-- thousand, so their trigger works on all rows of a statement at once.

create function cases.read_due_at(of_kind text) returns timestamptz
language sql volatile set search_path = pg_catalog, pg_temp as $$
  select clock_timestamp() + make_interval(secs => value * 3600) from cases.settings where name = of_kind || '_hours'
$$;
comment on function cases.read_due_at is 'Until when a case of a kind is due that is opened now';

create function cases.find_middle(policy text) returns double precision
language sql stable set search_path = pg_catalog, pg_temp as $$
  -- The last cut-offs are those of every application that no other row names.
  select sqrt(cast(cut_offs ->> 'approve_below_pd' as double precision)
    * cast(cut_offs ->> 'decline_from_pd' as double precision))
  from policies.versions v,
    lateral (select coalesce(v.document::jsonb -> 'decisions', v.document::jsonb -> 'cut_offs' -> -1) as cut_offs) last
  where v.version = policy and jsonb_typeof(cut_offs) = 'object'
$$;
comment on function cases.find_middle is
  'Geometric mean of the cut-offs of a policy, the middle of what it refers: below it a model sees an approval, above it a decline; null without a policy';

create function cases.is_fraud_rule(policy text, decided_by text) returns boolean
language sql stable set search_path = pg_catalog, pg_temp as $$
  select exists (
    select from policies.versions v,
      jsonb_path_query(v.document::jsonb, '$.rules[*] ? (@.suspects_fraud == true)') as rule
    where v.version = policy and is_fraud_rule.decided_by = 'rule:' || (rule ->> 'name')
  )
$$;
comment on function cases.is_fraud_rule is 'Whether a rule that decided suspects fraud';

create function cases.find_newest_score(of_application text, of_customer text) returns predictions.risk_scores
language sql stable set search_path = pg_catalog, pg_temp as $$
  select s.* from predictions.risk_scores s
  where s.application_id = of_application and s.customer_id is not distinct from of_customer
  order by s.scored_at desc, s.prediction_id desc
  limit 1
$$;
comment on function cases.find_newest_score is 'The newest score of a customer''s delivered application; null where there is none';

create function cases.open_case(
  of_kind text, of_application text, of_customer text, of_prediction uuid, because text, by_person text default null
) returns uuid
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  seen predictions.risk_scores := cases.find_newest_score(of_application, of_customer);
  c cases.cases;
begin
  if seen.prediction_id is null then
    select * into seen from predictions.risk_scores where prediction_id = of_prediction;
    if not found then
      return null;
    end if;
  end if;
  insert into cases.cases (kind, application, customer_id, prediction_id, why, due_at, pd, score, band,
    policy_decision, exposure, model_side)
  values (of_kind, of_application, of_customer, seen.prediction_id, because, cases.read_due_at(of_kind), seen.pd,
    seen.score, seen.band, seen.decision, seen.ead,
    case when seen.pd < cases.find_middle(seen.policy_version) then 'approve'
      when seen.pd >= cases.find_middle(seen.policy_version) then 'decline' end)
  on conflict (application, customer_id, kind) where closed_at is null do nothing
  returning * into c;
  if c.case_id is null then
    return (
      select case_id from cases.cases
      where application = of_application and customer_id is not distinct from of_customer and kind = of_kind
        and closed_at is null
    );
  end if;
  perform cases.record_step(c, null, 'opened', by_person, because);
  return c.case_id;
end
$$;
comment on function cases.open_case is
  'Opens a case about the newest score of an application, or returns the unfinished one of its kind; null where the prediction is gone';

create function cases.withdraw(of_case uuid, because text) returns void
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
  c cases.cases;
begin
  update cases.cases
  set state = 'withdrawn', closed_at = clock_timestamp(), withdrawn_why = because, holder = null, held_until = null,
    decision = null, reason = null, reason_codes = '{}', decided_by = null, client_id = null, decided_at = null
  where case_id = of_case and closed_at is null
  returning * into c;
  if found then
    perform cases.record_step(c, null, 'withdrawn', null, because);
  end if;
end
$$;
comment on function cases.withdraw is 'Ends a case that nobody has to decide any more';

-- Of each application in the statement the newest score counts. It moves the unfinished cases on, but for a decision that
-- waits for a second person; ends a referral that nobody holds where the decision is not refer any more; and opens a case
-- where the decision that holds is refer, or a rule that suspects fraud decided.
create function cases.follow_scores() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  if not exists (select from new_scores where application_id is not null) then
    return null; -- what-ifs
  end if;
  with newest as materialized (
    select distinct on (s.application_id, s.customer_id)
      s.application_id, s.customer_id, s.prediction_id, s.pd, s.score, s.band, s.decision, s.ead, s.policy_version,
      s.decided_by, o.decision as override_decision, coalesce(o.decision, s.decision) as holds
    from new_scores s
    left join predictions.overrides o on o.override_id = s.override_id
    where s.application_id is not null
    order by s.application_id, s.customer_id, s.scored_at desc, s.prediction_id desc
  ),
  policies_used as materialized (
    select policy_version, cases.find_middle(policy_version) as middle
    from (select distinct policy_version from newest) used
  ),
  fraud_rules as materialized (
    select policy_version, decided_by
    from (select distinct policy_version, decided_by from newest where decided_by like 'rule:%') used
    where cases.is_fraud_rule(policy_version, decided_by)
  ),
  scored as materialized (
    select n.*, case when n.pd < p.middle then 'approve' when n.pd >= p.middle then 'decline' end as model_side,
      f.decided_by is not null and coalesce(n.override_decision, 'refer') = 'refer' as is_suspected
    from newest n
    left join policies_used p using (policy_version)
    left join fraud_rules f using (policy_version, decided_by)
  ),
  unfinished as materialized (
    select c.case_id, c.kind, s.*,
      c.kind = 'referral' and (s.holds <> 'refer' or s.is_suspected)
        and (c.holder is null or c.held_until <= clock_timestamp()) as is_over
    from cases.cases c
    join scored s on s.application_id = c.application and s.customer_id is not distinct from c.customer_id
    where c.closed_at is null and c.state <> 'waiting_for_second'
    order by c.case_id
    for update of c
  ),
  followed as (
    update cases.cases c
    set prediction_id = u.prediction_id, pd = u.pd, score = u.score, band = u.band, policy_decision = u.decision,
      exposure = u.ead, model_side = u.model_side,
      state = case when u.is_over then 'withdrawn' else c.state end,
      closed_at = case when u.is_over then clock_timestamp() end,
      holder = case when not u.is_over then c.holder end,
      held_until = case when not u.is_over then c.held_until end,
      withdrawn_why = case when u.is_over and u.is_suspected then 'A rule suspects fraud, which has a case of its own.'
        when u.is_over then 'A later score is not referred.' end
    from unfinished u
    where c.case_id = u.case_id
    returning c.*
  ),
  due as materialized (
    select kind, cases.read_due_at(kind) as at from unnest(array['referral', 'suspected_fraud']) as kind
  ),
  opened as (
    insert into cases.cases (kind, application, customer_id, prediction_id, why, due_at, pd, score, band,
      policy_decision, exposure, model_side)
    select opening.kind, s.application_id, s.customer_id, s.prediction_id, opening.why, due.at, s.pd, s.score, s.band,
      s.decision, s.ead, s.model_side
    from scored s
    cross join lateral (
      select case when s.is_suspected then 'suspected_fraud' else 'referral' end as kind,
        case when s.is_suspected then 'Decided by ' || s.decided_by || ', which suspects fraud.'
          when s.override_decision = 'refer' then 'A person referred the application.'
          when s.decided_by = 'score' then 'The score is between the cut-offs.'
          else 'Referred by ' || s.decided_by || '.' end as why
    ) opening
    join due on due.kind = opening.kind
    where (s.is_suspected or s.holds = 'refer') and not exists (
      select from cases.cases c
      where c.application = s.application_id and c.customer_id is not distinct from s.customer_id
        and c.closed_at is null and c.kind in (opening.kind, 'suspected_fraud')
    )
    on conflict (application, customer_id, kind) where closed_at is null do nothing
    returning *
  ),
  steps as materialized (
    select case_id, kind, 'opened' as step, state, why as note from opened
    union all
    select case_id, kind, 'withdrawn', state, withdrawn_why from followed where state = 'withdrawn'
  ),
  recorded as (
    insert into cases.actions (case_id, action, note) select case_id, step, note from steps
  )
  insert into audit.events (actor, action, subject, detail)
  select 'cases', 'case.' || step, case_id::text, jsonb_build_object('kind', kind, 'to', state) from steps;
  return null;
end
$$;
comment on function cases.follow_scores is
  'After insert of scores: opens cases of referred and suspected applications, moves unfinished ones on, and ends referrals that are not referred any more';
create trigger follow_scores after insert on predictions.risk_scores
  referencing new table as new_scores for each statement execute function cases.follow_scores();

create function cases.check_override() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  seen record;
begin
  if new.decision is null or new.decision = 'refer'
    or exists (select from cases.cases c where c.override_id = new.override_id and c.state = 'decided')
  then
    return new;
  end if;
  select application_id, customer_id, ead into seen from predictions.risk_scores where prediction_id = new.prediction_id;
  if seen.application_id is null then
    return new; -- a what-if
  elsif seen.ead >= cases.read_setting('second_person_from') then
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
comment on function cases.check_override is
  'Before insert of an override that no case made: refuses it where two people have to decide, or another person holds a case of the application';
-- After complete_override, which waits for its turn: triggers fire in the order of their names.
create trigger follow_cases before insert on predictions.overrides
  for each row execute function cases.check_override();

create function cases.follow_override() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  seen predictions.risk_scores;
  newest predictions.risk_scores;
  c cases.cases;
begin
  select * into seen from predictions.risk_scores where prediction_id = new.prediction_id;
  if seen.application_id is null then
    return null; -- a what-if
  end if;
  if new.decision is null then
    newest := cases.find_newest_score(seen.application_id, seen.customer_id);
    perform cases.withdraw(case_id, 'The approval was ended.') from cases.cases
    where application = seen.application_id and customer_id is not distinct from seen.customer_id
      and kind = 'expired_approval' and closed_at is null;
    if newest.decision = 'refer' then
      perform cases.open_case('referral', seen.application_id, seen.customer_id, newest.prediction_id,
        'A person ended the decision that held.', new.decided_by);
    end if;
  elsif new.decision = 'refer' then
    perform cases.open_case('referral', seen.application_id, seen.customer_id, new.prediction_id,
      'A person referred the application.', new.decided_by);
  else
    -- A contest waits for its answer, whatever else is decided.
    for c in
      update cases.cases
      set state = 'decided', decision = new.decision, reason = new.reason, decided_by = new.decided_by,
        client_id = new.client_id, decided_at = clock_timestamp(), closed_at = clock_timestamp(), holder = null,
        held_until = null, second_by = null
      where application = seen.application_id and customer_id is not distinct from seen.customer_id
        and closed_at is null and kind <> 'contest'
      returning *
    loop
      perform cases.record_step(c, null, 'decided', new.decided_by, 'Decided by an override of the application.');
    end loop;
  end if;
  return null;
end
$$;
comment on function cases.follow_override is
  'After insert of an override or its end: ends or opens the cases of its application';
create trigger follow_override after insert on predictions.overrides
  for each row execute function cases.follow_override();

create function cases.open_expired_approvals(at_most integer) returns integer
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  approval record;
  opened integer := 0;
begin
  for approval in
    select h.application, h.customer_id, h.prediction_id
    from predictions.held_overrides h
    join predictions.risk_scores s using (prediction_id)
    join lateral (
      select status, defaulted, ended_on
      from staging.published_applications
      where application_id = h.application
      order by valid_from desc
      limit 1
    ) newest on newest.status = 'received' and newest.defaulted is null and newest.ended_on is null
    where h.decision = 'approve' and s.application_id is not null
      and h.decided_at <= clock_timestamp() - make_interval(secs => cases.read_setting('approval_days') * 86400)
      and not exists (
        select from cases.cases c
        where c.application = h.application and c.customer_id is not distinct from h.customer_id
          and c.kind = 'expired_approval' and c.closed_at is null
      )
    order by h.decided_at
    limit at_most
  loop
    perform cases.open_case('expired_approval', approval.application, approval.customer_id, approval.prediction_id,
      'A person approved it long ago, and nothing has come of it.');
    opened := opened + 1;
  end loop;
  return opened;
end
$$;
comment on function cases.open_expired_approvals is
  'Opens a case for approvals of people that are older than approval_days, of applications that are still open; returns how many';
grant execute on function cases.open_expired_approvals to risk_deadlines;

-- Scores of before this migration have opened nothing.
create function cases.open_earlier_referrals() returns integer
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
  score record;
  opened integer := 0;
begin
  for score in
    select s.application_id, s.customer_id, s.prediction_id
    from predictions.risk_scores s
    join (
      select distinct on (application_id) application_id, status, defaulted, ended_on
      from staging.loan_applications
      order by application_id, valid_from desc
    ) newest on newest.application_id = s.application_id
    left join predictions.held_overrides held
      on held.application = s.application_id and held.customer_id is not distinct from s.customer_id
    where s.decision = 'refer' and newest.status = 'received' and newest.defaulted is null and newest.ended_on is null
      and coalesce(held.decision, 'refer') = 'refer'
      and not exists (
        select from predictions.risk_scores later
        where later.application_id = s.application_id and later.customer_id is not distinct from s.customer_id
          and (later.scored_at, later.prediction_id) > (s.scored_at, s.prediction_id)
      )
      and not exists (
        select from cases.cases c
        where c.application = s.application_id and c.customer_id is not distinct from s.customer_id
      )
  loop
    perform cases.open_case('referral', score.application_id, score.customer_id, score.prediction_id,
      'It was referred before there were cases.');
    opened := opened + 1;
  end loop;
  return opened;
end
$$;
comment on function cases.open_earlier_referrals is
  'Opens a case for each open application that is referred and has none; returns how many. For the migration, and safe to call again';
do $$
begin
  perform cases.open_earlier_referrals();
end
$$;

create function cases.set_settings(new_settings jsonb) returns integer
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
  changed record;
  changes integer := 0;
begin
  for changed in
    select s.name, s.value as was, cast(new_settings ->> s.name as numeric) as value
    from cases.settings s
    where jsonb_exists(new_settings, s.name) and s.value <> cast(new_settings ->> s.name as numeric)
  loop
    update cases.settings set value = changed.value where name = changed.name;
    insert into audit.events (actor, action, subject, detail)
    values ('deployment', 'controls.changed', 'cases.' || changed.name,
      jsonb_build_object('from', changed.was::text, 'to', changed.value::text));
    changes := changes + 1;
  end loop;
  return changes;
end
$$;
comment on function cases.set_settings is 'Sets settings that differ, each with an event. For deployments, which run as the owner';

-- Similar applications: those with an outcome, by band and PD.
create index counted_scores_similar on analytics.counted_scores (band, pd) where is_newest and defaulted is not null;
grant usage on schema predictions, analytics, reporting to risk_cases;
grant select on predictions.risk_scores, predictions.overrides, predictions.held_overrides to risk_cases;
grant select on analytics.counted_scores, reporting.dimensions, reporting.segment_names to risk_cases;
grant select (run_id, currency) on analytics.runs to risk_cases;

-- A recovery counts cases in both clusters.
grant usage on schema cases to risk_api_read;
grant select (opened_at) on cases.cases to risk_api_read;
