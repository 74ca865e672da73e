-- Counts how people decided the cases that ended in a period: together, and by reviewer, kind and reason code. Times are
-- rounded to a tenth of an hour, from ten hours on to an hour, so that few rows have to be put in order.
-- Grain: one row for all, and one per reviewer, kind and code. Parameters: from, until (days, until exclusive).
with decided as materialized (
  select kind, decided_by, reason_codes, tenths, count(*) as decided, count(*) filter (where is_late) as late,
    count(*) filter (where is_overturned) as overturned, count(*) filter (where can_overturn) as overturnable,
    count(*) filter (where has_side and is_agreed) as agreed, count(*) filter (where has_side) as sided
  from (
    select kind, decided_by, reason_codes, case when tenths < 100 then tenths else tenths / 10 * 10 end as tenths,
      closed_at > due_at as is_late, kind in ('contest', 'expired_approval') or policy_decision <> 'refer' as can_overturn,
      case kind when 'contest' then decision <> 'uphold' when 'expired_approval' then decision = 'decline'
        else policy_decision <> 'refer' and decision <> policy_decision end as is_overturned,
      decision <> 'uphold' and model_side is not null as has_side, decision = model_side as is_agreed
    from cases.cases
    cross join lateral (select cast(date_part('epoch', closed_at - opened_at) / 360 as integer) as tenths) as time
    where state = 'decided' and closed_at >= cast(:from as date) and closed_at < cast(:until as date)
  ) of_case
  group by kind, decided_by, reason_codes, tenths
),
by_time as (
  select by, name, tenths, sum(decided) as decided, sum(late) as late, sum(overturned) as overturned,
    sum(overturnable) as overturnable, sum(agreed) as agreed, sum(sided) as sided
  from decided
  cross join lateral (
    select 'all' as by, '' as name
    union all
    select 'reviewer', decided_by
    union all
    select 'kind', kind
    union all
    select 'reason', code from unnest(reason_codes) as code
  ) part
  group by by, name, tenths
),
ordered as (
  select by_time.*, sum(decided) over (partition by by, name order by tenths) as until_here,
    sum(decided) over (partition by by, name) as total
  from by_time
)
select by, name, sum(decided)::int as decided,
  min(tenths) filter (where until_here >= 0.5 * total) / 10.0::double precision as median_hours,
  min(tenths) filter (where until_here >= 0.9 * total) / 10.0::double precision as p90_hours,
  sum(late)::int as late, sum(overturned)::int as overturned, sum(overturnable)::int as overturnable,
  sum(agreed)::int as agreed, sum(sided)::int as sided
from ordered
group by by, name
order by by, decided desc, name
