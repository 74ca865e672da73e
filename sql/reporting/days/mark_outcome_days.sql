-- Marks the days of scores whose outcomes a delivery contains, and of those whose outcomes were delivered with a later
-- date that the delivery's day has reached.
-- Grain: one row per day. Parameters: as_of (of the delivery).
insert into reporting.stale_days (as_of)
select distinct cast(score.as_of as date)
from staging.published_applications outcome
join predictions.risk_scores score using (application_id)
where (
    outcome.valid_from = cast(:as_of as date)
    or (outcome.outcome_date > outcome.valid_from and outcome.outcome_date <= cast(:as_of as date)
      and outcome.outcome_date > coalesce(
        (select max(as_of) from analytics.publications where as_of < cast(:as_of as date)), cast('0001-01-01' as date)))
  )
  and outcome.defaulted is not null and score.as_of < outcome.outcome_date + 1
on conflict do nothing
