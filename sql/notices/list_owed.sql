-- Lists applications whose applicants are owed a notice that nobody has issued, those that are due first.
-- Grain: one row per application, with its newest score. Parameters: kind, rows.
select d.application, d.customer_id, newest.prediction_id
from notices.duties d
cross join lateral (
  select s.prediction_id
  from predictions.risk_scores s
  where s.application_id = d.application and s.customer_id = d.customer_id
  order by s.scored_at desc, s.prediction_id desc
  limit 1
) newest
where d.ended_at is null and coalesce(d.retry_at, '-infinity') <= clock_timestamp() and not exists (
  select from notices.notices n
  where n.application = d.application and n.customer_id = d.customer_id and n.kind = :kind
    and n.issued_at >= d.declined_at
)
order by d.declined_at, d.application, d.customer_id
limit cast(:rows as integer)
