-- Marks every month and day that has totals, so that all are counted again or, where no score is left, deleted.
-- Grain: one row per day.
with months as (
  insert into reporting.stale_months (month) select distinct month from reporting.score_totals on conflict do nothing
)
insert into reporting.stale_days (as_of) select distinct as_of from reporting.day_totals on conflict do nothing
