-- Marks the days of scores that were overridden after a time.
-- Grain: one row per day. Parameters: from.
insert into reporting.stale_days (as_of)
select distinct cast(score.as_of as date)
from predictions.overrides override
join predictions.risk_scores score using (prediction_id)
where override.decided_at > cast(:from as timestamptz) and score.customer_id is not null
on conflict do nothing
