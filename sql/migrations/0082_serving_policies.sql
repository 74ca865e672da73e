-- Which policies decide: now, at a time, and since when. Serving reads everything that it needs in one statement.

create function policies.find_in_force(at timestamptz) returns policies.assignments
language sql stable set search_path = pg_catalog, pg_temp as $$
  select a from policies.assignments a where a.effective_from <= at order by a.assignment_id desc limit 1
$$;
comment on function policies.find_in_force is 'The assignment that decides at a time: the newest that is effective by then';

create view policies.assignment_history as
select a.*, policies.list_versions(a.default_version, a.segments) as versions
from policies.assignments a
where a.effective_from <= clock_timestamp()
  -- One that a later assignment superseded before its time never decided.
  and not exists (
    select from policies.assignments c
    where c.assignment_id > a.assignment_id and c.effective_from <= a.effective_from
  );
comment on view policies.assignment_history is 'One row per assignment that decides or has decided';
comment on column policies.assignment_history.assignment_id is 'Assignment, in order';
comment on column policies.assignment_history.previous_id is 'Assignment before it';
comment on column policies.assignment_history.effective_from is 'From when it decides';
comment on column policies.assignment_history.default_version is 'Version that decides where no segment is met';
comment on column policies.assignment_history.segments is 'Objects feature, value, version in order: the first that is met decides';
comment on column policies.assignment_history.restores_id is 'Assignment that an emergency rollback restored; null otherwise';
comment on column policies.assignment_history.request_id is 'Request that led to it';
comment on column policies.assignment_history.assigned_by is 'Who approved it, or rolled back';
comment on column policies.assignment_history.assigned_at is 'When it was stored';
comment on column policies.assignment_history.versions is 'Versions that it names, each once, sorted';

create view policies.version_states as
select v.version,
  case
    when v.state <> 'approved' then v.state
    when v.version = any (present.versions) then 'active'
    when decided.last_id is not null then 'retired'
    else 'approved'
  end as state,
  v.version = present.default_version as is_default,
  coalesce((
    select jsonb_agg(segment - 'version' order by position)
    from jsonb_array_elements(present.segments) with ordinality as listed (segment, position)
    where segment ->> 'version' = v.version
  ), '[]') as segments,
  case when v.version = any (present.versions) then (
    select min(h.effective_from)
    from policies.assignment_history h
    where h.assignment_id > coalesce((
      select max(o.assignment_id) from policies.assignment_history o where v.version <> all (o.versions)
    ), 0)
  ) end as active_from,
  case when v.version <> all (present.versions) then (
    select min(h.effective_from) from policies.assignment_history h where h.assignment_id > decided.last_id
  ) end as retired_at
from policies.versions v
cross join (
  select * from policies.assignment_history order by assignment_id desc limit 1
) present
cross join lateral (
  select max(h.assignment_id) as last_id from policies.assignment_history h where v.version = any (h.versions)
) decided;
comment on view policies.version_states is
  'One row per version: where it stands in its life cycle, and for what it decides';
comment on column policies.version_states.version is 'Version';
comment on column policies.version_states.state is
  'draft, simulated, proposed, approved (has never decided), active, retired; ends: rejected, withdrawn, expired';
comment on column policies.version_states.is_default is 'It decides where no segment is met';
comment on column policies.version_states.segments is 'Objects feature, value for which it decides';
comment on column policies.version_states.active_from is 'Since when it decides without a break; null unless active';
comment on column policies.version_states.retired_at is 'When it ceased to decide; null unless it did';

create function policies.list_experiments(at timestamptz) returns jsonb
language sql stable set search_path = pg_catalog, pg_temp as $$
  select '[]'::jsonb
$$;
comment on function policies.list_experiments is
  'Running experiments at a time: experiment_id, salt, arms (arm, share, policy_version, model_version). None yet';

create function policies.find_serving(at timestamptz) returns jsonb
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  with running as materialized (
    select policies.list_experiments(find_serving.at) as experiments
  ), named as (
    select unnest(policies.list_versions(a.default_version, a.segments)) as version
    from policies.find_in_force(find_serving.at) a
    union
    select arm ->> 'policy_version'
    from running, jsonb_array_elements(running.experiments) as experiment, jsonb_array_elements(experiment -> 'arms') as arm
  )
  select jsonb_build_object(
    'assignment_id', a.assignment_id, 'default_version', a.default_version, 'segments', a.segments,
    'policies', (
      select jsonb_agg(jsonb_build_object('version', v.version, 'document', v.document, 'sha256', v.sha256)
        order by v.version)
      from policies.versions v
      join named using (version)
    ),
    'experiments', running.experiments
  )
  from policies.find_in_force(find_serving.at) a, running
$$;
comment on function policies.find_serving is
  'What decides at a time, with the documents: everything of one moment, so that nothing is half read';

grant select on policies.assignment_history, policies.version_states
  to risk_governance, risk_simulation, risk_api_score, risk_api_read, risk_etl, risk_training, risk_monitoring;
grant execute on function policies.find_in_force, policies.list_versions
  to risk_governance, risk_simulation, risk_api_score, risk_api_read, risk_etl, risk_training, risk_monitoring;
-- What parses foreign files reads what decides, and nothing else about policies.
grant execute on function policies.find_serving
  to risk_governance, risk_simulation, risk_api_score, risk_api_read, risk_etl, risk_split, risk_training, risk_monitoring;
