-- Lists the records of a range whose ids end alike.
-- Grain: one row per record. Parameters: kind, from_transaction, to_transaction, from_time, to_time, slice.
select row_id, record
from audit.list_records(
  :kind, cast(:from_transaction as bigint), cast(:to_transaction as bigint), cast(:from_time as timestamptz),
  cast(:to_time as timestamptz)
)
where right(row_id, 2) = :slice
limit 2000
