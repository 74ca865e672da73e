-- Finds the age of the oldest row of a kind that the trail does not have, in seconds.
-- Grain: one row; 0 without such a row. Parameters: kind, from_transaction, from_time.
select coalesce(extract(epoch from clock_timestamp() - cast(
  audit.find_oldest_unrecorded(:kind, :from_transaction, cast(:from_time as timestamptz)) as timestamptz
)), 0) as seconds
