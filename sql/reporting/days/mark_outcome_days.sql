-- Grain: one row per day of a score whose outcome a delivery has brought.
insert into reporting.stale_days (as_of)
select distinct cast(score.as_of as date)
from staging.published_applications outcome
join predictions.risk_scores score using (application_id)
where outcome.valid_from = :as_of and outcome.defaulted is not null and score.as_of < outcome.outcome_date + 1
on conflict do nothing
