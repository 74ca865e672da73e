-- Hashes the records of a range in slices, by the last two characters of their ids.
-- Grain: one row per slice with records. Parameters: kind, from_transaction, to_transaction, from_time, to_time.
select right(row_id, 2) as slice, count(*) as rows,
  encode(sha256(convert_to(string_agg(record, E'\n' order by transaction_id, row_id collate "C"), 'UTF8')), 'hex') as sha256
from audit.list_records(
  :kind, cast(:from_transaction as bigint), cast(:to_transaction as bigint), cast(:from_time as timestamptz),
  cast(:to_time as timestamptz)
)
group by 1
