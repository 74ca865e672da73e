-- Creates the temporary table of applications that need a score: open ones with their newest features in the run, which
-- what decides now has not scored. When a correction changed the features of the same as-of time, an application is
-- scored again, and the older score is kept as evidence. All parts are exported from this table.
-- While an experiment runs, a score without an arm does not count where its customer may have one. Those of customers
-- whose processing is restricted are counted and not exported.
-- Grain: one row per application. Parameters: run_id, model_version (the champion), policy_version (the default),
-- segments and arms of the state that decides (JSON).
create temporary table open_applications on commit drop as
select f.application_id, f.as_of, f.partition, exists (
    select from privacy.restricted_customers restricted where restricted.customer_id = f.customer_id
  ) as is_restricted
from analytics.current_features f
join lateral (
  select status, defaulted, ended_on
  from staging.published_applications
  where application_id = f.application_id
  order by valid_from desc
  limit 1
) newest on newest.status = 'received' and newest.defaulted is null and newest.ended_on is null
where f.run_id = cast(:run_id as uuid)
  and not exists (
    select from analytics.risk_features later
    where later.application_id = f.application_id and later.run_id = f.run_id and later.as_of > f.as_of
  )
  and not exists (
    select from predictions.risk_scores scored
    left join lateral (
      select segment ->> 'version' as policy_version
      from jsonb_array_elements(cast(:segments as jsonb)) with ordinality as listed (segment, position)
      where (to_jsonb(f) || f.attributes) ->> (segment ->> 'feature') = segment ->> 'value'
      order by position
      limit 1
    ) assigned on true
    left join lateral (
      select content ->> 'model_version' as model_version, content ->> 'policy_version' as policy_version
      from jsonb_array_elements(cast(:arms as jsonb)) as listed (content)
      where content ->> 'experiment_id' = scored.experiment_id and content ->> 'arm' = scored.arm
        and content ->> 'is_stopped' = 'false'
    ) running on true
    where scored.application_id = f.application_id and scored.as_of = f.as_of
      and scored.model_version = coalesce(running.model_version, :model_version)
      and scored.policy_version = coalesce(assigned.policy_version, running.policy_version, :policy_version)
      and (scored.experiment_id is not null or cast(:arms as jsonb) = '[]' or assigned.policy_version is not null
        and not jsonb_path_exists(cast(:arms as jsonb), '$[*].model_version ? (@ != null)'))
      and scored.source = 'batch'
      and (scored.run_id = f.run_id or not exists (
        select from jsonb_each(scored.features) as snapshot (name, value)
        where snapshot.value <> coalesce((to_jsonb(f) || f.attributes) -> snapshot.name, 'null')
      ))
  )
  -- The run of an earlier day that was published again is not scored: only the newest features are.
  and not exists (
    select from analytics.publications later
    join analytics.publications requested on requested.run_id = cast(:run_id as uuid)
    where later.as_of > requested.as_of
  )
