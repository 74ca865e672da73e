-- What measuring a day reads and writes, beside what the role of monitoring has for the figures of dashboards.

revoke insert, update, delete on analytics.monitoring_results from risk_etl;
grant select, insert, update, delete on analytics.monitoring_results to risk_monitoring;
grant select on staging.published_applications, staging.loads, staging.rejected_rows, analytics.publications,
  analytics.quality_results, predictions.risk_scores, predictions.shadow_scores, predictions.model_metadata
  to risk_monitoring;
