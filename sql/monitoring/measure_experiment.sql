-- Measures the arms of an experiment. Every customer counts once, with the first score of a delivered application in the
-- arm: whoever is scored again counts no more than others. The decision is the policy's, before overrides. An outcome
-- counts for an approved customer when it was published after the score. Failures and what they are a share of are
-- requests to the API. Scores that nights and batches began before a stop are stored after it, so a day more is read.
-- Grain: one row per arm. Parameters: experiment_id.
with experiment as materialized (
  select e.starts_at, e.ends_at + interval '1 day' as until, (
    select min(s.stopped_at) from policies.experiment_stops s where s.experiment_id = e.experiment_id
  ) as first_stop_at
  from policies.experiments e
  where e.experiment_id = :experiment_id
),
scored as materialized (
  select s.arm, s.source, s.customer_id, s.application_id, s.prediction_id, s.scored_at, s.decision, s.ead,
    s.expected_loss, s.expected_return
  from experiment
  join predictions.risk_scores s on s.scored_at >= experiment.starts_at and s.scored_at < experiment.until
  where s.experiment_id = :experiment_id
),
counted as materialized (
  select distinct on (customer_id) arm, application_id, scored_at, decision,
    cast(ead as double precision) as ead, cast(expected_loss as double precision) as expected_loss,
    cast(expected_return as double precision) as expected_return
  from scored
  where application_id is not null and customer_id is not null
  order by customer_id, scored_at, prediction_id
),
outcome as (
  select found.application_id, found.defaulted, found.arrived_at
  from (select array_agg(application_id) as applications from counted where decision = 'approve') approved
  cross join lateral analytics.find_outcomes(approved.applications) found
  where found.defaulted is not null and found.arrived_at is not null
),
measured as (
  select counted.arm, count(*) as customers,
    count(*) filter (where counted.scored_at < coalesce(experiment.first_stop_at, 'infinity')) as customers_before_stop,
    count(*) filter (where decision = 'approve') as approved,
    count(*) filter (where decision = 'refer') as referred,
    count(*) filter (where decision = 'decline') as declined,
    sum(ead) filter (where decision = 'approve') as exposure,
    sum(expected_loss) filter (where decision = 'approve') as expected_loss,
    sum(ead * ead) filter (where decision = 'approve') as exposure_squared,
    sum(expected_loss * expected_loss) filter (where decision = 'approve') as expected_loss_squared,
    sum(ead * expected_loss) filter (where decision = 'approve') as exposure_loss,
    count(expected_return) filter (where decision = 'approve') as priced,
    sum(expected_return) filter (where decision = 'approve') as expected_return,
    count(*) filter (where outcome.arrived_at > counted.scored_at) as outcomes,
    count(*) filter (where outcome.arrived_at > counted.scored_at and outcome.defaulted) as defaults
  from counted
  cross join experiment
  left join outcome on outcome.application_id = counted.application_id and counted.decision = 'approve'
  group by counted.arm
),
requested as (
  select arm, count(*) as scores from scored where source = 'api' group by arm
),
failed as (
  select arm, sum(failures) as failures from policies.experiment_failures
  where experiment_id = :experiment_id
  group by arm
)
select arm, coalesce(customers, 0) as customers, coalesce(customers_before_stop, 0) as customers_before_stop,
  coalesce(approved, 0) as approved, coalesce(referred, 0) as referred, coalesce(declined, 0) as declined,
  coalesce(exposure, 0) as exposure, coalesce(expected_loss, 0) as expected_loss,
  coalesce(exposure_squared, 0) as exposure_squared, coalesce(expected_loss_squared, 0) as expected_loss_squared,
  coalesce(exposure_loss, 0) as exposure_loss, coalesce(priced, 0) as priced,
  coalesce(expected_return, 0) as expected_return, coalesce(outcomes, 0) as outcomes, coalesce(defaults, 0) as defaults,
  coalesce(scores, 0) as scores, cast(coalesce(failures, 0) as bigint) as failures
from policies.experiment_arms
left join measured using (arm)
left join requested using (arm)
left join failed using (arm)
where experiment_id = :experiment_id
order by arm
