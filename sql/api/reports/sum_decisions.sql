-- Sums the applications of a filter, the best band first.
-- Grain: one row per band and decision. Parameters: dimension_id, segment_no (0, 0: all), from, to (first days of
-- months), model_version, decision, band (each null: all).
select band, decision, cast(sum(applications) as bigint) as applications, sum(pd_sum) as pd_sum,
  cast(sum(score_sum) as bigint) as score_sum, sum(exposure) as exposure, sum(expected_loss) as expected_loss,
  cast(sum(overrides) as bigint) as overrides, cast(sum(outcomes) as bigint) as outcomes,
  cast(sum(defaults) as bigint) as defaults
from reporting.portfolio_segments
where dimension_id = :dimension_id and segment_no = :segment_no and within_dimension_id = 0 and within_segment_no = 0
  and month >= coalesce(cast(:from as date), '-infinity') and month <= coalesce(cast(:to as date), 'infinity')
  and (cast(:model_version as text) is null or model_version = :model_version)
  and (cast(:decision as text) is null or decision = :decision) and (cast(:band as text) is null or band = :band)
group by band, decision
having sum(applications) > 0
order by band, array_position(array['approve', 'refer', 'decline'], decision)
