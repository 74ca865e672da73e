-- Counts the applications of a filter whose newest score contradicts the override that holds.
-- Grain: one row. Parameters: dimension_id, segment_no (0, 0: all), from, to (first days of months), model_version,
-- decision, band (each null: all).
with changed as materialized (
  select * from analytics.changed_applications
), contradicted as (
  select newest.*
  from analytics.newest_applications newest
  where contradicts_override
    and not exists (select from changed where changed.application_id = newest.application_id)
  union all
  select * from changed where contradicts_override
)
select count(*) as contradicted
from contradicted
where (cast(:dimension_id as integer) = 0 or segments[cast(:dimension_id as integer)] = :segment_no)
  and as_of >= coalesce(cast(:from as date), '-infinity')
  and as_of < coalesce(cast(:to as date) + interval '1 month', 'infinity')
  and (cast(:model_version as text) is null or model_version = :model_version)
  and (cast(:decision as text) is null or decision = :decision) and (cast(:band as text) is null or band = :band)
