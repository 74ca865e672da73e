-- Counts a day: the newest score of each application whose as-of time is on the day. An outcome counts where it was
-- observed after the as-of time.
-- Grain: one row per band and decision. Parameters: as_of.
with newest as (
  select distinct on (application) coalesce(application_id, cast(prediction_id as text)) as application, application_id,
    prediction_id, as_of, pd, score, band, decision, ead, expected_loss
  from predictions.risk_scores
  where as_of >= cast(:as_of as date) and as_of < cast(:as_of as date) + 1 and customer_id is not null
  order by application, scored_at desc, prediction_id desc
), override as (
  select distinct on (prediction_id) prediction_id, decision
  from predictions.overrides
  where prediction_id in (select prediction_id from newest)
  order by prediction_id, decided_at desc, override_id desc
), outcome as (
  select distinct on (application_id) application_id, defaulted, outcome_date
  from staging.published_applications
  where application_id in (select application_id from newest)
  order by application_id, valid_from desc
)
insert into reporting.day_totals (
  as_of, band, decision, applications, pd_sum, score_sum, overrides, exposure, expected_loss, outcomes, defaults
)
select cast(:as_of as date), newest.band, coalesce(override.decision, newest.decision), count(*), sum(newest.pd),
  sum(newest.score), count(override.decision), sum(newest.ead), sum(newest.expected_loss),
  count(outcome.defaulted), count(*) filter (where outcome.defaulted)
from newest
left join override using (prediction_id)
left join outcome on outcome.application_id = newest.application_id and newest.as_of < outcome.outcome_date + 1
group by newest.band, coalesce(override.decision, newest.decision)
