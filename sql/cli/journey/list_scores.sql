-- Lists the newest score of each application that was stored before its outcome arrived, with the decision that holds.
-- Grain: one row per application.
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
