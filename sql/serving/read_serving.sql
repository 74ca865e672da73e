-- Reads what decides now, in one statement: the assignment with the hashes of its policies and the running experiment,
-- and the models. The documents are not among it, because a row of the Data API has 64 KB at most.
-- Grain: one row for the state, and one per model and use (champion, challenger, arm).
with serving as materialized (
  select policies.find_serving(now()) as state
),
arms as (
  select arm ->> 'model_version' as model_version
  from serving
  cross join lateral jsonb_array_elements(state -> 'experiments') as experiment
  cross join lateral jsonb_array_elements(experiment -> 'arms') as arm
  where arm ->> 'is_stopped' = 'false'
)
select 'state' as use, state || jsonb_build_object('policies', (
  select coalesce(jsonb_agg(policy - 'document'), '[]') from jsonb_array_elements(state -> 'policies') as policy
)) as content
from serving
union all
select used.use, jsonb_build_object(
  'version', version, 'key', onnx_key, 'sha256', onnx_sha256, 'manifest_sha256', manifest_sha256,
  'inputs', manifest -> 'inputs'
)
from predictions.model_metadata
cross join lateral (
  select stage as use where stage in ('champion', 'challenger')
  union all
  select 'arm' where version in (select model_version from arms)
) used
