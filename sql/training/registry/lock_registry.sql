-- Grain: one row. Changes of the registry go one after the other until their transactions end; a task that died lets go
-- after half a minute.
select pg_advisory_xact_lock(hashtextextended('predictions.model_metadata', 0))::text as locked,
  set_config('idle_in_transaction_session_timeout', '30s', true) as patience
