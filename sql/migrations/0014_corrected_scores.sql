-- A correction of the newest day that changes an open application's features gives it a new score of the same day; the
-- older one stays, as the evidence of what was known then. So a score is unique in its run.

drop index predictions.risk_scores_batch;
create unique index risk_scores_batch
  on predictions.risk_scores (application_id, as_of, model_version, policy_version, run_id)
  where source = 'batch';
