-- Takes the exclusive lock of the registry until the transaction ends; concurrent changes wait. The idle transaction
-- timeout frees the lock of a task that died.
-- Grain: one row.
select pg_advisory_xact_lock(hashtextextended('predictions.model_metadata', 0))::text as locked,
  set_config('idle_in_transaction_session_timeout', '30s', true) as idle_transaction_timeout
