-- Creates the temporary table of applications that need a score: open ones with their newest features in the run, which
-- this model and policy have not scored. When a correction changed the features of the same as-of time, an application
-- is scored again, and the older score is kept as evidence. All parts are exported from this table.
-- Grain: one row per application. Parameters: run_id, model_version, policy_version.
create temporary table open_applications on commit drop as
select f.application_id, f.as_of, f.partition
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
    where scored.application_id = f.application_id and scored.as_of = f.as_of
      and scored.model_version = :model_version and scored.policy_version = :policy_version
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
