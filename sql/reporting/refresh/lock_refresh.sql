-- Grain: one row, whether this transaction alone refreshes the reports; the lock ends with it.
select pg_try_advisory_xact_lock(7231002) as held
