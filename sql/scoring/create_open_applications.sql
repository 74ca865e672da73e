-- Grain: one row per open application of a published run that this model and policy have not scored yet, or as of the
-- same day with other features: a correction is scored anew, and the older score stays as evidence.
-- Its newest features in that run; kept for the transaction, so that every part is cut from the same rows.
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
        select from jsonb_each(scored.features) as kept (name, value)
        where kept.value <> coalesce((to_jsonb(f) || f.attributes) -> kept.name, 'null')
      ))
  )
  -- A day that is run again after later ones is history: the newest features are those to score.
  and not exists (
    select from analytics.publications later
    join analytics.publications this on this.run_id = cast(:run_id as uuid)
    where later.as_of > this.as_of
  )
