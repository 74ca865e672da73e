-- Summarises the portfolio: times of the newest publication and refresh, scored applications, and the expected
-- loss of the approved ones.
-- Grain: one row.
select to_char(p.published_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as published_at,
  extract(epoch from now() - p.published_at) / 3600 as age_hours,
  (select to_char(refreshed_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') from reporting.freshness) as refreshed_at,
  s.applications, s.expected_loss_approved as expected_loss,
  (select currency from analytics.publications join analytics.runs using (run_id)
    order by publications.as_of desc, publications.published_at desc limit 1) as currency
from (select max(published_at) as published_at from reporting.runs) p
cross join (
  select coalesce(sum(applications), 0) as applications,
    coalesce(sum(expected_loss) filter (where decision = 'approve'), 0) as expected_loss_approved
  from reporting.score_distribution
) s
