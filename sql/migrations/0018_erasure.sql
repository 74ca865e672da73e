-- Erasing a customer's scores reaches what reports list of them: sql/privacy/erase-scores.sql.

grant usage on schema reporting to risk_privacy;
