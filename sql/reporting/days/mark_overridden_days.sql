-- Marks the days of the scores that an override or an end after a time changes: the score that the person saw and the
-- later ones of its application.
-- Grain: one row per day. Parameters: from.
insert into reporting.stale_days (as_of)
select distinct cast(score.as_of as date)
from predictions.overrides override
join predictions.risk_scores overridden using (prediction_id)
join predictions.risk_scores score on score.application_id = overridden.application_id
  and score.customer_id = overridden.customer_id
  and score.scored_at >= overridden.scored_at
where override.decided_at > cast(:from as timestamptz)
on conflict do nothing
