-- Marks the days of scores whose outcomes a delivery contains.
-- Grain: one row per day. Parameters: as_of (of the delivery).
insert into reporting.stale_days (as_of)
select distinct cast(score.as_of as date)
from staging.published_applications outcome
join predictions.risk_scores score using (application_id)
where outcome.valid_from = :as_of and outcome.defaulted is not null and score.as_of < outcome.outcome_date + 1
on conflict do nothing
