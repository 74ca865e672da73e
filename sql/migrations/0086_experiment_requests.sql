-- How experiments change: proposed and approved as requests together with the policies of their arms, served while their
-- period and their baseline last, stopped by a person, by a guardrail or by a change of what they are compared with. The
-- content of a request is the definition, and policies: the hash of each policy that it names. Refusals are errors with a
-- SQLSTATE of class GV, as in migration 79.

create function policies.list_arm_policies(definition jsonb) returns text[]
language sql immutable set search_path = pg_catalog, pg_temp as $$
  select array(
    select distinct arm ->> 'policy_version' from jsonb_array_elements(definition -> 'arms') as arm
    where arm ->> 'policy_version' is not null
    order by 1
  )
$$;
comment on function policies.list_arm_policies is 'The policies that arms of a definition name, each once, sorted';

create function governance.check_experiment(request governance.requests) returns void
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
  named text;
  stored policies.versions;
begin
  if exists (select from policies.experiments e where e.experiment_id = request.subject) then
    raise exception 'an experiment has this name already' using errcode = 'GV041';
  elsif (
    select count(*) from jsonb_array_elements(request.content -> 'arms') as arm
    where num_nonnulls(arm ->> 'policy_version', arm ->> 'model_version') = 0
  ) <> 1 then
    raise exception 'an experiment has one control arm' using errcode = 'check_violation';
  elsif abs((
    select sum(cast(arm ->> 'share' as double precision)) from jsonb_array_elements(request.content -> 'arms') as arm
  ) - 1) > 1e-9 then
    raise exception 'the shares of the arms do not add up to 1' using errcode = 'GV049';
  end if;
  foreach named in array policies.list_arm_policies(request.content) loop
    stored := policies.lock_version(named);
    if stored.state = 'draft' then
      raise exception 'the document has not been simulated' using errcode = 'GV013';
    elsif stored.state not in ('simulated', 'approved') then
      raise exception 'the policy cannot be proposed any more' using errcode = 'GV012';
    elsif request.content -> 'policies' ->> named is distinct from stored.sha256
      or stored.state <> 'approved' and not stored.authors <@ request.authors
    then
      raise exception 'the request names another document, or not everybody who wrote it'
        using errcode = 'check_violation';
    elsif stored.state = 'simulated' then
      update policies.versions
      set state = 'proposed', changed_by = request.proposed_by, changed_at = clock_timestamp(),
        why = request.proposed_why
      where policies.versions.version = named;
      perform policies.record_version(named, request.proposed_by, 'policy.proposed', jsonb_build_object(
        'request_id', request.request_id, 'experiment_id', request.subject
      ));
    end if;
  end loop;
end
$$;
comment on function governance.check_experiment is
  'When an experiment is proposed: a new name, shares that add up, policies that were simulated or decided before. The simulated ones are proposed with it';

create function policies.end_arm_policies(request governance.requests, new_state text) returns void
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
  named record;
begin
  for named in
    update policies.versions v set state = new_state, changed_at = clock_timestamp()
    where v.version = any (policies.list_arm_policies(request.content)) and v.state = 'proposed'
    returning v.version
  loop
    perform policies.record_version(named.version, coalesce(request.decided_by, 'expiry'), 'policy.' || new_state,
      jsonb_build_object('request_id', request.request_id, 'experiment_id', request.subject));
  end loop;
end
$$;
comment on function policies.end_arm_policies is 'The policies that were proposed with an experiment get the state of its request';

create function governance.end_experiment(request governance.requests) returns void
language sql set search_path = pg_catalog, pg_temp as $$
  select policies.end_arm_policies(request, request.state)
$$;
comment on function governance.end_experiment is 'After an experiment was rejected, withdrawn or has expired';

create function governance.apply_experiment(request governance.requests) returns void
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
  begins constant timestamptz :=
    greatest(cast(request.content ->> 'starts_at' as timestamptz), clock_timestamp());
  ends constant timestamptz := cast(request.content ->> 'ends_at' as timestamptz);
  newest policies.assignments;
begin
  select * into newest from policies.assignments order by assignment_id desc limit 1;
  if ends <= begins then
    raise exception 'the period of the experiment is over' using errcode = 'GV042';
  elsif newest.effective_from > begins and newest.effective_from < ends then
    raise exception 'a change of the deciding policies falls into the period' using errcode = 'GV043';
  elsif exists (
    select from jsonb_array_elements(request.content -> 'arms') as arm
    left join predictions.model_metadata m on m.version = arm ->> 'model_version'
    where arm ->> 'model_version' is not null and m.stage is distinct from 'challenger'
  ) then
    raise exception 'the model of an arm is not the challenger' using errcode = 'GV044';
  end if;
  perform policies.end_arm_policies(request, 'approved');
  begin
    insert into policies.experiments (experiment_id, salt, definition, request_id, assignment_id, champion_version,
      starts_at, ends_at, approved_by)
    select request.subject, replace(gen_random_uuid()::text, '-', ''), request.content - 'policies', request.request_id,
      (policies.find_in_force(begins)).assignment_id, champion.version, begins, ends, request.decided_by
    from predictions.model_metadata champion
    where champion.stage = 'champion';
    if not found then
      raise exception 'no model is champion' using errcode = 'GV044';
    end if;
  exception
    when exclusion_violation then
      raise exception 'another experiment runs in the period' using errcode = 'GV045';
    when unique_violation then
      raise exception 'an experiment has this name already' using errcode = 'GV041';
  end;
  insert into policies.experiment_arms (experiment_id, arm, share, policy_version, model_version)
  select request.subject, arm ->> 'arm', cast(arm ->> 'share' as double precision), arm ->> 'policy_version',
    arm ->> 'model_version'
  from jsonb_array_elements(request.content -> 'arms') as arm;
  perform policies.follow_experiments();
end
$$;
comment on function governance.apply_experiment is
  'At the approval of an experiment: it waits for its start, or runs. Its policies are approved with it';

create function policies.keeps_baseline(e policies.experiments, at timestamptz) returns boolean
language sql stable set search_path = pg_catalog, pg_temp as $$
  select (policies.find_in_force(greatest(keeps_baseline.at, e.starts_at))).assignment_id = e.assignment_id
    and exists (select from predictions.model_metadata m where m.version = e.champion_version and m.stage = 'champion')
    and not exists (
      select from policies.experiment_arms a
      join predictions.model_metadata m on m.version = a.model_version
      where a.experiment_id = e.experiment_id and m.stage <> 'challenger'
    )
$$;
comment on function policies.keeps_baseline is
  'Whether the policies and models decide that the arms of an experiment are compared with';

create or replace function policies.list_experiments(at timestamptz) returns jsonb
language sql stable set search_path = pg_catalog, pg_temp as $$
  select coalesce(jsonb_agg(jsonb_build_object('experiment_id', e.experiment_id, 'salt', e.salt, 'arms', (
    select jsonb_agg(jsonb_build_object('arm', a.arm, 'share', a.share, 'policy_version', a.policy_version,
      'model_version', a.model_version, 'is_stopped', exists (
        select from policies.experiment_stops s where s.experiment_id = a.experiment_id and s.arm = a.arm
      )) order by a.arm)
    from policies.experiment_arms a
    where a.experiment_id = e.experiment_id
  ))), '[]')
  from policies.experiments e
  where e.starts_at <= list_experiments.at and list_experiments.at < e.ends_at
    and (e.stopped_at is null or list_experiments.at < e.stopped_at)
    and policies.keeps_baseline(e, list_experiments.at)
$$;
comment on function policies.list_experiments is
  'The experiment that runs at a time, or none: experiment_id, salt, arms (arm, share, policy_version, model_version, is_stopped)';

create function policies.stop(
  of_experiment text, of_arm text, for_reason text, because text, by_person text, of_figures jsonb
) returns policies.experiments
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
  stopped policies.experiments;
begin
  select * into stopped from policies.experiments where experiment_id = of_experiment for update;
  if not found then
    raise exception 'no experiment has this name' using errcode = 'GV046';
  elsif stopped.stopped_at is not null or stopped.ends_at <= clock_timestamp() then
    raise exception 'the experiment has ended' using errcode = 'GV047';
  elsif of_arm is not null and not exists (
    select from policies.experiment_arms a
    where a.experiment_id = of_experiment and a.arm = of_arm and num_nonnulls(a.policy_version, a.model_version) > 0
  ) then
    raise exception 'no arm that can be stopped alone has this name' using errcode = 'GV048';
  end if;
  insert into policies.experiment_stops (experiment_id, arm, reason, why, figures, stopped_by)
  values (of_experiment, of_arm, for_reason, because, of_figures, by_person)
  on conflict (experiment_id, arm) do nothing;
  if not found then
    return stopped;
  end if;
  if of_arm is null or not exists (
    select from policies.experiment_arms a
    where a.experiment_id = of_experiment and num_nonnulls(a.policy_version, a.model_version) > 0
      and not exists (
        select from policies.experiment_stops s where s.experiment_id = a.experiment_id and s.arm = a.arm
      )
  ) then
    update policies.experiments set stopped_at = clock_timestamp() where experiment_id = of_experiment
    returning * into stopped;
  end if;
  perform governance.record_event(by_person,
    case when for_reason in ('person', 'baseline_changed') then 'experiment.stopped' else 'experiment.guardrail' end,
    of_experiment, jsonb_build_object('arm', of_arm, 'reason', for_reason, 'figures', of_figures,
      'is_over', stopped.stopped_at is not null));
  return stopped;
end
$$;
comment on function policies.stop is
  'Stops an arm, or the whole experiment, and records it. Without an arm but the control arm left the experiment is over';

create function policies.stop_experiment(of_experiment text, of_arm text, because text, by_person text)
returns policies.experiments
language sql security definer set search_path = pg_catalog, pg_temp as $$
  select policies.stop(of_experiment, of_arm, 'person', because, by_person, null)
$$;
comment on function policies.stop_experiment is 'Stops an experiment, or one of its arms, on the word of one person';

create function policies.stop_arm(of_experiment text, of_arm text, guardrail text, because text, of_figures jsonb)
returns policies.experiments
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  if guardrail not in ('expected_loss', 'approval_rate', 'error_rate') or of_arm is null then
    raise exception 'no guardrail has this name' using errcode = 'check_violation';
  end if;
  return policies.stop(of_experiment, of_arm, guardrail, because, 'watch', of_figures);
end
$$;
comment on function policies.stop_arm is 'Stops an arm whose guardrail is violated';

create function policies.follow_experiments() returns jsonb
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  e policies.experiments;
  followed jsonb := '[]';
  moment constant timestamptz := clock_timestamp();
begin
  for e in
    select * from policies.experiments where end_recorded_at is null order by starts_at for update skip locked
  loop
    if e.stopped_at is null and moment < e.ends_at and not policies.keeps_baseline(e, moment) then
      e := policies.stop(e.experiment_id, null, 'baseline_changed',
        'Another policy or model decides than the one that the arms are compared with.', 'watch', null);
      followed := followed || jsonb_build_object('experiment_id', e.experiment_id, 'change', 'baseline_changed');
    end if;
    if e.start_recorded_at is null and e.starts_at <= coalesce(e.stopped_at, moment) then
      update policies.experiments set start_recorded_at = moment where experiment_id = e.experiment_id;
      perform governance.record_event(e.approved_by, 'experiment.started', e.experiment_id, jsonb_build_object(
        'at', audit.format_time(e.starts_at), 'until', audit.format_time(e.ends_at), 'request_id', e.request_id));
      followed := followed || jsonb_build_object('experiment_id', e.experiment_id, 'change', 'started');
    end if;
    if e.stopped_at is null and e.ends_at <= moment then
      perform governance.record_event('watch', 'experiment.ended', e.experiment_id,
        jsonb_build_object('at', audit.format_time(e.ends_at)));
      followed := followed || jsonb_build_object('experiment_id', e.experiment_id, 'change', 'ended');
    end if;
    if e.stopped_at is not null or e.ends_at <= moment then
      update policies.experiments set end_recorded_at = moment where experiment_id = e.experiment_id;
    end if;
  end loop;
  return followed;
end
$$;
comment on function policies.follow_experiments is
  'Records which experiments have started and ended, and stops those whose baseline has changed. Safe to call at any time';

create function policies.count_arm_failures(of_experiment text, of_arm text, failed_requests bigint) returns bigint
language sql security definer set search_path = pg_catalog, pg_temp as $$
  insert into policies.experiment_failures (experiment_id, arm, hour, failures)
  select a.experiment_id, a.arm, date_trunc('hour', clock_timestamp()), failed_requests
  from policies.experiment_arms a
  where a.experiment_id = of_experiment and a.arm = of_arm
  on conflict (experiment_id, arm, hour) do update
  set failures = policies.experiment_failures.failures + excluded.failures
  returning failures
$$;
comment on function policies.count_arm_failures is
  'Counts requests that an arm could not decide, and returns those of the hour; null for an arm that does not exist';

grant execute on function policies.stop_experiment to risk_governance;
grant execute on function policies.follow_experiments, policies.stop_arm to risk_monitoring;
grant execute on function policies.count_arm_failures to risk_api_score;
