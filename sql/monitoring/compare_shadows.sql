-- Compares the PDs of challengers with the champion's in a run. What-ifs are left out.
-- Grain: one row per challenger. Parameters: run_id, champion.
select shadow.model_version as challenger, count(*) as rows, avg(scores.pd) as champion_mean_pd,
  avg(shadow.pd) as challenger_mean_pd, avg(abs(shadow.pd - scores.pd)) as mean_difference
from predictions.risk_scores scores
join predictions.shadow_scores shadow using (prediction_id)
where scores.run_id = :run_id and scores.model_version = :champion and scores.application_id is not null
group by shadow.model_version
