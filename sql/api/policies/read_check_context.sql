-- Reads what a policy is checked against: the lender's attributes that may decide, the champion's scale, and what the
-- newest simulation of exactly this document, over all its applications, approved.
-- Grain: one row. Parameters: sha256 (of the document), min_rows (fewer simulated applications prove nothing).
select
  (
    select coalesce(jsonb_agg(jsonb_build_object('table_name', table_name, 'name', name, 'type', type)), '[]')
    from staging.published_attributes
    where use = 'model'
  ) as attributes,
  (
    select jsonb_build_object('version', version, 'score_scale', manifest -> 'score_scale')
    from predictions.model_metadata
    where stage = 'champion'
  ) as champion,
  (
    select jsonb_build_object('rows', result -> 'candidate' -> 'approve' -> 'rows', 'of', rows)
    from policies.simulations
    where document_sha256 = :sha256 and state = 'done' and request -> 'segment' = 'null' and rows >= :min_rows
    order by started_at desc
    limit 1
  ) as approved
