-- Sums the applications of a filter by score, ascending.
-- Grain: one row per score in points. Parameters: dimension_id, segment_no (0, 0: all), from, to (first days of months),
-- model_version, decision, band (each null: all).
select score, cast(sum(applications) as bigint) as applications, sum(pd_sum) as pd_sum,
  cast(sum(outcomes) as bigint) as outcomes, cast(sum(defaults) as bigint) as bads, sum(outcome_pd_sum) as outcome_pd_sum,
  cast(coalesce(sum(applications) filter (where decision = 'approve'), 0) as bigint) as approve,
  cast(coalesce(sum(applications) filter (where decision = 'refer'), 0) as bigint) as refer,
  cast(coalesce(sum(applications) filter (where decision = 'decline'), 0) as bigint) as decline
from reporting.portfolio_scores
where dimension_id = :dimension_id and segment_no = :segment_no
  and month >= coalesce(cast(:from as date), '-infinity') and month <= coalesce(cast(:to as date), 'infinity')
  and (cast(:model_version as text) is null or model_version = :model_version)
  and (cast(:decision as text) is null or decision = :decision) and (cast(:band as text) is null or band = :band)
group by score
having sum(applications) > 0
order by score
