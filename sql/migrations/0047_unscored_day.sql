-- The newest published day whose open applications were not scored: the daily scoring failed, or its execution died.

create view analytics.unscored_day as
select newest.run_id, newest.as_of, count(*) as applications
from (
  select runs.run_id, runs.as_of
  from analytics.publications
  join analytics.runs using (run_id)
  where runs.closed_at is not null
    and coalesce(runs.outcome #>> '{scoring,outcome}', 'failed') not in ('scored', 'no_champion', 'nothing_open')
    and not exists (
      select from analytics.publications later
      where (later.as_of, later.published_at, later.run_id)
        > (publications.as_of, publications.published_at, publications.run_id)
    )
) newest
join analytics.risk_features open on open.run_id = newest.run_id and open.as_of = newest.as_of
where exists (select from predictions.model_metadata where stage = 'champion')
  and not exists (
    select from predictions.risk_scores scored
    where scored.application_id = open.application_id and scored.as_of = open.as_of and scored.source = 'batch'
  )
group by newest.run_id, newest.as_of;
comment on view analytics.unscored_day is
  'One row when the newest published day has open applications without a daily score though its scoring is over; none otherwise';
comment on column analytics.unscored_day.run_id is 'Published run';
comment on column analytics.unscored_day.as_of is 'as_of of its delivery';
comment on column analytics.unscored_day.applications is 'Open applications without a score, 1 or more';

grant select on analytics.unscored_day to risk_api_read;
