-- Compares the PDs of challengers with the champion's in a run. Counts the newest score of each application, so that who
-- posts one often does not weigh more. What-ifs are left out, and scores after the outcome was published.
-- Grain: one row per challenger. Parameters: run_id, champion.
with compared as (
  select shadow.model_version as challenger, scores.application_id, scores.prediction_id, scores.scored_at, scores.pd,
    shadow.pd as challenger_pd
  from predictions.risk_scores scores
  join predictions.shadow_scores shadow using (prediction_id)
  where scores.run_id = :run_id and scores.model_version = :champion and scores.application_id is not null
),
outcome as materialized (
  select application_id, arrived_at
  from analytics.find_outcomes(array(select distinct application_id from compared))
)
select challenger, count(*) as rows, avg(pd) as champion_mean_pd, avg(challenger_pd) as challenger_mean_pd,
  avg(abs(challenger_pd - pd)) as mean_difference
from (
  select distinct on (challenger, application_id) challenger, pd, challenger_pd
  from compared
  left join outcome using (application_id)
  where arrived_at is null or scored_at < arrived_at
  order by challenger, application_id, scored_at desc, prediction_id desc
) newest
group by challenger
