-- Finds a model with its gates, files and candidates: the given version, else the champion, else the newest model.
-- Grain: one row at most. Parameters: version, or null.
select version, kind, stage, stage_reasons,
  to_char(stage_changed_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as stage_changed_at,
  to_char(registered_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as registered_at,
  cast(manifest #>> '{metrics,cv,auc_mean}' as double precision) as cv_auc, manifest #> '{metrics,holdout}' as holdout,
  cast(manifest #>> '{training,rows}' as double precision) as training_rows,
  gates, onnx_key, onnx_sha256, size_bytes, training_run_id, job_name,
  manifest -> 'findings' as findings,
  manifest -> 'serving' as serving, manifest -> 'members' as members, manifest #> '{metrics,intervals}' as intervals, manifest -> 'files' as files,
  case when manifest #> '{training,target,definitions}' is not null then manifest #>> '{training,target,definition}' end as target,
  (select jsonb_agg(jsonb_build_object('kind', c -> 'kind', 'smote', c -> 'smote', 'cv', c -> 'cv',
    'holdout', c -> 'holdout')) from jsonb_array_elements(manifest -> 'candidates') c) as candidates
from predictions.model_metadata
where cast(:version as text) is null or version = cast(:version as text)
order by stage = 'champion' desc, registered_at desc limit 1
