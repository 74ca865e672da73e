-- Sums the applications of a filter on the newest days that have scores, ascending.
-- Grain: one row per as-of date. Parameters: days, dimension_id, segment_no (0, 0: all), from, to (first days of months),
-- model_version, decision, band (each null: all).
select as_of, applications, pd_sum, approvals, referrals, declines, expected_loss, expected_loss_approved, overrides,
  outcomes, defaults
from (
  select cast(as_of as text) as as_of, cast(sum(applications) as bigint) as applications, sum(pd_sum) as pd_sum,
    cast(coalesce(sum(applications) filter (where decision = 'approve'), 0) as bigint) as approvals,
    cast(coalesce(sum(applications) filter (where decision = 'refer'), 0) as bigint) as referrals,
    cast(coalesce(sum(applications) filter (where decision = 'decline'), 0) as bigint) as declines,
    sum(expected_loss) as expected_loss,
    coalesce(sum(expected_loss) filter (where decision = 'approve'), 0) as expected_loss_approved,
    cast(sum(overrides) as bigint) as overrides, cast(sum(outcomes) as bigint) as outcomes,
    cast(sum(defaults) as bigint) as defaults
  from reporting.portfolio_days
  where dimension_id = :dimension_id and segment_no = :segment_no
    and as_of >= coalesce(cast(:from as date), '-infinity')
    and as_of < coalesce(cast(:to as date) + interval '1 month', 'infinity')
    and (cast(:model_version as text) is null or model_version = :model_version)
    and (cast(:decision as text) is null or decision = :decision) and (cast(:band as text) is null or band = :band)
  group by portfolio_days.as_of
  having sum(applications) > 0
  order by portfolio_days.as_of desc
  limit :days
) newest
order by as_of
