-- Counts the applications of a filter whose newest score contradicts the override that holds.
-- Grain: one row. Parameters: dimension_id, segment_no (0, 0: all), from, to (first days of months), model_version,
-- decision, band (each null: all).
select count(*) as contradicted
from analytics.current_applications
where application_id in (select application from predictions.held_overrides) and contradicts_override
  and (cast(:dimension_id as integer) = 0 or segments[cast(:dimension_id as integer)] = :segment_no)
  and as_of >= coalesce(cast(:from as date), '-infinity')
  and as_of < coalesce(cast(:to as date) + interval '1 month', 'infinity')
  and (cast(:model_version as text) is null or model_version = :model_version)
  and (cast(:decision as text) is null or decision = :decision) and (cast(:band as text) is null or band = :band)
