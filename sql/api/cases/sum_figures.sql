-- Counts how people decided the cases that ended in a period: together, and by reviewer, kind and reason code.
-- Grain: one row for all, and one per reviewer, kind and code. Parameters: from, until (days, until exclusive).
with decided as materialized (
  select kind, decided_by, reason_codes, extract(epoch from closed_at - opened_at) / 3600 as hours,
    closed_at > due_at as is_late, kind in ('contest', 'expired_approval') or policy_decision <> 'refer' as can_overturn,
    case kind when 'contest' then decision <> 'uphold' when 'expired_approval' then decision = 'decline'
      else policy_decision <> 'refer' and decision <> policy_decision end as is_overturned,
    decision <> 'uphold' and model_side is not null as has_side, decision = model_side as is_agreed
  from cases.cases
  where state = 'decided' and closed_at >= cast(:from as date) and closed_at < cast(:until as date)
),
grouped as (
  select case when grouping(decided_by) = 0 then 'reviewer' when grouping(kind) = 0 then 'kind' else 'all' end as by,
    coalesce(decided_by, kind, '') as name, count(*) as decided,
    percentile_cont(array[0.5, 0.9]) within group (order by hours) as hours, count(*) filter (where is_late) as late,
    count(*) filter (where is_overturned) as overturned, count(*) filter (where can_overturn) as overturnable,
    count(*) filter (where has_side and is_agreed) as agreed, count(*) filter (where has_side) as sided
  from decided
  group by grouping sets ((), (decided_by), (kind))
  union all
  select 'reason', code, count(*), percentile_cont(array[0.5, 0.9]) within group (order by hours),
    count(*) filter (where is_late), count(*) filter (where is_overturned), count(*) filter (where can_overturn),
    count(*) filter (where has_side and is_agreed), count(*) filter (where has_side)
  from decided, unnest(reason_codes) as code
  group by code
)
select by, name, decided, hours[1] as median_hours, hours[2] as p90_hours, late, overturned, overturnable, agreed, sided
from grouped
order by by, decided desc, name
