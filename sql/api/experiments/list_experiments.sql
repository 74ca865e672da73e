-- Lists experiments, newest first, or one of them, with their newest results.
-- Grain: one row per experiment. Parameters: experiment_id (null for all).
select e.experiment_id, e.state, e.definition ->> 'question' as question, e.definition ->> 'measure' as measure,
  e.starts_at, e.ends_at, e.stopped_at, e.approved_by, e.request_id, e.arms, e.stops, newest.measured_at,
  newest.sample_ratio,
  case when cast(:experiment_id as text) is not null then e.definition end as definition,
  case when cast(:experiment_id as text) is not null then newest.results end as results,
  e.champion_version, a.default_version
from policies.experiment_states e
join policies.assignments a using (assignment_id)
left join lateral (
  select c.measured_at, c.sample_ratio, c.results
  from policies.experiment_checks c
  where c.experiment_id = e.experiment_id
  order by c.day desc
  limit 1
) newest on true
where cast(:experiment_id as text) is null or e.experiment_id = :experiment_id
order by e.created_at desc
limit 500
