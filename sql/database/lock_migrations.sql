-- Locks the migrations until the transaction ends. A lock of the session would outlive one call of the Data API.
-- Grain: one row. Parameters: lock_id, any number as long as every runner passes the same.
select cast(pg_advisory_xact_lock(:lock_id) as text) as locked
