-- Finds whether a run was held for missing rows, and whether the present run has the same delivery.
-- Grain: one row. Parameters: run_id (the present run), held_run_id.
select exists (
  select from analytics.runs held
  join analytics.quality_results result on result.run_id = held.run_id
    and result.check_name = 'missing_rows' and not result.pass
  join analytics.runs present on present.as_of = held.as_of
    and present.manifest_etag is not distinct from held.manifest_etag
  where held.run_id = :held_run_id and present.run_id = :run_id
) as is_held
