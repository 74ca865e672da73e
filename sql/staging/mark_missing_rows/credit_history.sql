-- Grain: one row per statement of a partition that a full delivery of credit_history no longer has: ended on the delivery's
-- day. It counts in no feature as of that day or later, and in features as of an earlier time as before. What customers
-- with a refused row in the delivery have, and what a later day has delivered, is not missing.
update staging.credit_history_p{{partition}} as stored
set ended_on = :as_of, ended_by_run = :run_id
where stored.run_id <> :run_id and stored.ended_on is null
  and exists (select from staging.full_deliveries where run_id = :run_id and table_name = 'credit_history')
  and not exists (
    select from staging.refused_customers refused
    where refused.run_id = :run_id and refused.table_name = 'credit_history' and refused.customer_id = stored.customer_id
  )
  and not exists (select from analytics.runs later where later.run_id = stored.run_id and later.as_of > :as_of)
