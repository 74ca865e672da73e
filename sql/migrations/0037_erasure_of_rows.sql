-- Erasing a person deletes rows and changes none, except for samples of keys in quality results, which lose an id.

revoke update on staging.customers, staging.loan_applications, staging.credit_history, staging.transactions,
  staging.superseded_rows, staging.rejected_rows, analytics.risk_features, analytics.customer_features from risk_privacy;
grant select on analytics.runs, analytics.quality_results to risk_privacy;
grant update (sample_keys) on analytics.quality_results to risk_privacy;
