-- Records that a month is counted, in the same transaction as its totals.
-- Grain: one row. Parameters: month.
with current as (
  delete from reporting.stale_months where month = :month
)
insert into reporting.counted_months (month) values (:month)
on conflict (month) do update set counted_at = clock_timestamp()
