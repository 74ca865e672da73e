-- Compares the scores of list_scores.sql with the outcomes that arrived after them. The AUC is the Mann–Whitney
-- statistic: the share of pairs in the right order, where a tie counts half.
-- Grain: one row.
with scored as (
  with outcomes as (
    select application_id, min(loaded_at) as arrived_at
    from staging.loan_applications where defaulted is not null
    and outcome_date <= (select max(as_of) from analytics.publications) group by application_id
  )
  select distinct on (s.application_id)
    s.application_id, s.pd, s.score, s.band, coalesce(held.decision, s.decision) as decision, s.expected_loss,
    to_char(s.scored_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as scored_at
  from predictions.risk_scores s
  left join outcomes o using (application_id)
  left join predictions.held_overrides held on held.application = s.application_id and held.customer_id = s.customer_id
  where s.application_id is not null and (o.arrived_at is null or s.scored_at < o.arrived_at)
  order by s.application_id, s.scored_at desc
), known as (
  select distinct on (application_id) application_id, defaulted
  from staging.loan_applications where defaulted is not null
    and outcome_date <= (select max(as_of) from analytics.publications)
  order by application_id, valid_from desc
), ranked as (
  select s.pd, k.defaulted,
    rank() over (order by s.pd) + (count(*) over (partition by s.pd) - 1) / 2.0 as rank
  from scored s join known k using (application_id)
), sums as (
  select count(*)::int as applications, count(*) filter (where defaulted)::int as defaults,
    sum(rank) filter (where defaulted) as rank_sum, avg((pd - defaulted::int) ^ 2)::float as brier,
    avg(pd)::float as mean_pd
  from ranked
)
select applications, defaults, brier, mean_pd,
  ((rank_sum - defaults * (defaults + 1) / 2.0) / nullif(defaults::numeric * (applications - defaults), 0))::float
    as auc
from sums
