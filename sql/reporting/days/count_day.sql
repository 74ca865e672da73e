-- Counts a day: the newest score of each application whose as-of time is on the day. What-ifs are left out. An outcome
-- counts where it was observed after the as-of time. A decision is that of the override that holds, where the score is
-- the overridden one or a later one; else of the newest override of the score, or of the one that it carried, both of
-- which have been ended or replaced since; else of the policy.
-- Grain: one row per band and decision. Parameters: as_of.
with newest as (
  select distinct on (application_id) application_id, customer_id, prediction_id, as_of, scored_at, pd, score, band,
    decision, ead, expected_loss, override_id
  from predictions.risk_scores
  where as_of >= cast(:as_of as date) and as_of < cast(:as_of as date) + 1 and application_id is not null
  order by application_id, scored_at desc, prediction_id desc
), own as (
  select distinct on (prediction_id) prediction_id, decision
  from predictions.overrides
  where prediction_id in (select prediction_id from newest) and decision is not null
  order by prediction_id, decided_at desc, override_id desc
), outcome as (
  select distinct on (application_id) application_id, defaulted, outcome_date
  from staging.published_applications
  where application_id in (select application_id from newest)
  order by application_id, valid_from desc
), decided as (
  select newest.*, coalesce(held.decision, own.decision, carried.decision) as override_decision
  from newest
  left join predictions.held_overrides held on held.application = newest.application_id
    and held.customer_id = newest.customer_id
    and (newest.scored_at, newest.prediction_id) >= (held.overridden_at, held.prediction_id)
  left join own on own.prediction_id = newest.prediction_id
  left join predictions.overrides carried on carried.override_id = newest.override_id
)
insert into reporting.day_totals (
  as_of, band, decision, applications, pd_sum, score_sum, overrides, exposure, expected_loss, outcomes, defaults
)
select cast(:as_of as date), decided.band, coalesce(decided.override_decision, decided.decision), count(*),
  sum(decided.pd), sum(decided.score), count(decided.override_decision), sum(decided.ead), sum(decided.expected_loss),
  count(outcome.defaulted), count(*) filter (where outcome.defaulted)
from decided
left join outcome on outcome.application_id = decided.application_id and decided.as_of < outcome.outcome_date + 1
group by decided.band, coalesce(decided.override_decision, decided.decision)
