-- Compares the PDs of challengers with the champion's in a run. Counts the newest score of each application, so that who
-- posts one often does not weigh more. What-ifs are left out.
-- Grain: one row per challenger. Parameters: run_id, champion.
select challenger, count(*) as rows, avg(pd) as champion_mean_pd, avg(challenger_pd) as challenger_mean_pd,
  avg(abs(challenger_pd - pd)) as mean_difference
from (
  select distinct on (shadow.model_version, scores.application_id) shadow.model_version as challenger, scores.pd,
    shadow.pd as challenger_pd
  from predictions.risk_scores scores
  join predictions.shadow_scores shadow using (prediction_id)
  where scores.run_id = :run_id and scores.model_version = :champion and scores.application_id is not null
  order by shadow.model_version, scores.application_id, scores.scored_at desc, scores.prediction_id desc
) newest
group by challenger
