-- Lists rows that are in no entry although later transactions are, the first 20.
-- Grain: one row per row. Parameters: kind, from_time, to_time.
select row_id, at from audit.list_unrecorded(:kind, cast(:from_time as timestamptz), cast(:to_time as timestamptz))
