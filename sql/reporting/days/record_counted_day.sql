-- Records that a day is counted, in the same transaction as its totals.
-- Grain: one row. Parameters: as_of.
with current as (
  delete from reporting.stale_days where as_of = :as_of
)
insert into reporting.counted_days (as_of) values (:as_of)
on conflict (as_of) do update set counted_at = clock_timestamp()
