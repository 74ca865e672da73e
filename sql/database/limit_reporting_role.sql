-- Limits the sessions of risk_reporting, the role of dashboards and BI tools. The limits prevent accidents only, because a
-- session can change its settings. The role's grants decide what it can read.
-- Grain: five statements without rows, each idempotent.
alter role risk_reporting set default_transaction_read_only = on;
-- Every view of reporting answers in a fraction of a second.
alter role risk_reporting set statement_timeout = '30s';
-- An open transaction keeps PostgreSQL from removing old rows, on the writer too.
alter role risk_reporting set idle_in_transaction_session_timeout = '60s';
alter role risk_reporting set search_path = reporting;
-- BI tools open a connection for each chart; the smallest cluster has about 90 for all roles.
alter role risk_reporting connection limit 30;
