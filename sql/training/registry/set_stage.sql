-- Grain: the model's row. The one statement that changes a stage; none is changed when another has moved it meanwhile.
update predictions.model_metadata
set stage = :to_stage,
  stage_reasons = :reasons,
  gates = coalesce(cast(:gates as jsonb), gates),
  stage_changed_at = now(),
  promoted_at = case when cast(:is_promotion as boolean) then now() else promoted_at end,
  retired_at = case when :to_stage = 'retired' then now() end
where version = :version and stage = :from_stage
