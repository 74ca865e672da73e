-- Lists the definitions of default that the published deliveries name, each day as it was published last.
-- Grain: one row per definition, the newest first.
select target as definition, to_char(min(as_of), 'YYYY-MM-DD') as first_as_of, to_char(max(as_of), 'YYYY-MM-DD') as last_as_of
from (
  select distinct on (runs.as_of) runs.as_of, runs.target
  from analytics.runs
  join analytics.publications using (run_id)
  order by runs.as_of, publications.published_at desc, run_id desc
) published
where target is not null
group by target
order by max(as_of) desc, target collate "C"
