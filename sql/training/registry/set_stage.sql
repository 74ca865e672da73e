-- Changes a model's lifecycle stage; the only statement that does. Changes nothing when the model is at another stage
-- than from_stage.
-- Grain: at most one row. Parameters: version, from_stage, to_stage, is_promotion, reasons (JSON), gates (JSON; null
-- keeps the stored ones).
update predictions.model_metadata
set stage = :to_stage,
  stage_reasons = :reasons,
  gates = coalesce(cast(:gates as jsonb), gates),
  stage_changed_at = now(),
  promoted_at = case when cast(:is_promotion as boolean) then now() else promoted_at end,
  retired_at = case when :to_stage = 'retired' then now() end
where version = :version and stage = :from_stage
