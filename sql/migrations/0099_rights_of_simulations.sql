-- What a simulation reads: decisions with their features, and outcomes. It reads no name of a customer, no request and no
-- reason, and of features those that a policy or a model may read and the groups for measuring fairness.

grant usage on schema predictions, analytics, staging to risk_simulation;
grant select (prediction_id, application_id, source, as_of, features_as_of, run_id, features, lineage, scored_at, model_version, pd,
  decision)
  on predictions.risk_scores to risk_simulation;
grant select (version, stage, onnx_key, onnx_sha256, manifest_sha256, manifest) on predictions.model_metadata
  to risk_simulation;
grant select on analytics.publications, analytics.publication_times to risk_simulation;
grant select on staging.published_applications, staging.published_attributes to risk_simulation;

do $$
declare
  readable text;
begin
  select string_agg(quote_ident(attname), ', ' order by attnum) into readable
  from pg_attribute
  where attrelid = 'analytics.risk_features'::regclass and attnum > 0 and not attisdropped and attname <> 'customer_id';
  execute format('grant select (%s) on analytics.risk_features to risk_simulation', readable);
end
$$;

grant select (batch_id, started_at, ended_at) on predictions.batches to risk_simulation;

-- The API refuses a simulation of a model or a file that does not exist.
grant usage on schema predictions to risk_governance;
grant select (version) on predictions.model_metadata to risk_governance;
grant select (batch_id, state) on predictions.batches to risk_governance;
