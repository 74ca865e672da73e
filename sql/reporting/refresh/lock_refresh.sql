-- Takes the exclusive lock of refreshes until the transaction ends, without waiting.
-- Grain: one row: whether the transaction has the lock.
select pg_try_advisory_xact_lock(7231002) as is_locked
