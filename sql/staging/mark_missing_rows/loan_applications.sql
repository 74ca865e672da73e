-- Soft-deletes applications that a full delivery no longer contains: the newest version ends on the as-of date. The
-- daily scoring skips them; a known outcome stays a training example. Rows of customers with a rejected row in the
-- delivery are not missing, and a soft-delete of a later day stays. An earlier version may be of another customer.
-- Grain: one updated row per application of a partition's customers. Parameters: run_id, as_of.
with newest as (
  select distinct on (application_id) application_id, customer_id, valid_from, run_id, ended_on
  from staging.loan_applications
  where valid_from <= :as_of
    and application_id in (
      select application_id
      from staging.loan_applications
      where satisfies_hash_partition('staging.credit_history'::regclass, {{partitions}}, {{partition}}, customer_id)
    )
  order by application_id, valid_from desc
)
update staging.loan_applications as stored
set ended_on = :as_of, ended_by_run = :run_id
from newest
where stored.application_id = newest.application_id and stored.valid_from = newest.valid_from
  and satisfies_hash_partition('staging.credit_history'::regclass, {{partitions}}, {{partition}}, newest.customer_id)
  and newest.run_id <> :run_id and newest.ended_on is null
  and exists (select from staging.full_deliveries where run_id = :run_id and table_name = 'loan_applications')
  and not exists (
    select from staging.refused_customers refused
    where refused.run_id = :run_id and refused.table_name = 'loan_applications'
      and refused.customer_id = stored.customer_id
  )
