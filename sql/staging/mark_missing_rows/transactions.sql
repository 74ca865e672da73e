-- Soft-deletes transactions that a full delivery no longer contains. Features as of the as-of date or later do not
-- count them. Rows of customers with a rejected row in the delivery, and rows of a later delivery, are not missing.
-- Grain: one updated row per transaction of a partition. Parameters: run_id, as_of.
update staging.transactions_p{{partition}} as stored
set ended_on = :as_of, ended_by_run = :run_id
where stored.run_id <> :run_id and stored.ended_on is null
  and exists (select from staging.full_deliveries where run_id = :run_id and table_name = 'transactions')
  and not exists (
    select from staging.refused_customers refused
    where refused.run_id = :run_id and refused.table_name = 'transactions' and refused.customer_id = stored.customer_id
  )
  and not exists (select from analytics.runs later where later.run_id = stored.run_id and later.as_of > :as_of)
