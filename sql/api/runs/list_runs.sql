-- Lists runs, newest first, from the newest or after the run `before`.
-- Grain: one row per run. Parameters: before (run id or null), state, first_month and last_month of the as-of date
-- (each null for all), rows.
select run_id, as_of, state, opened_at, closed_at, published_at, duration_seconds, rows_delivered, rows_rejected,
  checks, failed_checks, reason
from reporting.runs
where (cast(:before as uuid) is null or (opened_at, run_id) < (
    select opened_at, run_id from analytics.runs where run_id = cast(:before as uuid)
  ))
  and (cast(:state as text) is null or state = cast(:state as text))
  and (cast(:first_month as text) is null or as_of >= cast(:first_month || '-01' as date))
  and (cast(:last_month as text) is null or as_of < cast(:last_month || '-01' as date) + interval '1 month')
order by opened_at desc, run_id desc
limit cast(:rows as integer)
