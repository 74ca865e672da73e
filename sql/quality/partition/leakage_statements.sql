-- Grain: one row for a partition that counts applications whose features do not equal those of the statements before
-- their as-of time, counted again. Labelled applications are inspected first, in a random order that never changes.
-- Parameters: run_id, as_of, leakage_applications.
-- severity: stop
-- tolerance: none
-- description: Features rest only on statements dated before their as-of time: counted again, statement by statement.
with inspected as (
  select application_id, customer_id, as_of, coalesce(statements_6m, 0) as statements, months_past_due_max_6m,
    balance, paid_6m
  from analytics.risk_features
  where run_id = :run_id and partition = {{partition}}
  order by as_of = cast(:as_of as timestamp), hashtext(application_id), application_id
  limit :leakage_applications
),
recounted as (
  select
    application_id,
    statements <> earlier.counted
      or months_past_due_max_6m is distinct from earlier.worst
      or coalesce(abs(balance - earlier.newest_balance) > 1e-9 * abs(balance),
        num_nonnulls(balance, earlier.newest_balance) = 1)
      or coalesce(abs(paid_6m - earlier.paid) > 1e-9 * abs(paid_6m), num_nonnulls(paid_6m, earlier.paid) = 1)
      as differs
  from inspected
  cross join lateral (
    select
      count(*) as counted,
      max(months_past_due) as worst,
      cast((array_agg(statement.balance order by statement.as_of desc))[1] as double precision) as newest_balance,
      cast(sum(payment_made) as double precision) as paid
    from (
      select *
      from staging.credit_history_p{{partition}} of_customer
      where of_customer.customer_id = inspected.customer_id and of_customer.as_of < inspected.as_of
        and (of_customer.ended_on is null or of_customer.ended_on > inspected.as_of)
      order by of_customer.as_of desc
      limit 6
    ) statement
  ) earlier
)
select
  count(*) filter (where differs) as failed_rows,
  count(*) as total_rows,
  coalesce((select jsonb_agg(application_id)
    from (select application_id from recounted where differs order by application_id limit 10) sample), '[]')
    as sample_keys
from recounted
