-- Stores the plan of an entry before the entry is written.
-- Grain: one row. Parameters: entry_id, sequence, kind, from_transaction, to_transaction, from_time, to_time (all four
-- may be null).
insert into audit.entries (entry_id, sequence, kind, from_transaction, to_transaction, from_time, to_time)
values (:entry_id, :sequence, :kind, cast(:from_transaction as bigint), cast(:to_transaction as bigint),
  cast(:from_time as timestamptz), cast(:to_time as timestamptz))
