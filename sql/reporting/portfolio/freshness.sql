-- Reads until when scores are counted, the currency of money, and when the newest run was published.
-- Grain: one row.
select to_char(f.scores_until at time zone 'UTC', 'YYYY-MM-DD HH24:MI') as scores_until, f.currency,
  to_char(p.published_at at time zone 'UTC', 'YYYY-MM-DD HH24:MI') as published_at,
  extract(epoch from now() - p.published_at) / 3600 as features_age_hours
from (select max(published_at) as published_at from reporting.runs) p
left join reporting.freshness f on true
