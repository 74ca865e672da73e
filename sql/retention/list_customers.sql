-- Lists customers whom the lender has not delivered for as long as the schedule keeps them and of whom no application is
-- stored any more: a full delivery has ended them, or only changes were delivered since. Restricted customers stay.
-- Grain: one row per customer. Parameters: days, most.
with horizon as (
  select max(as_of) - cast(:days as integer) as day from analytics.publications
),
last_full as (
  select max(publications.as_of) as day
  from staging.full_deliveries
  join analytics.publications using (run_id)
  where table_name = 'customers'
)
select customer_id as id, '[]'::jsonb as files
from (
  select customer_id, max(valid_from) as valid_from, max(ended_on) as ended_on
  from staging.customers
  group by customer_id
) newest
where valid_from < (select day from horizon)
  and (ended_on < (select day from horizon)
    or ended_on is null and not coalesce((select day from last_full) >= (select day from horizon), false))
  and customer_id not in (select customer_id from privacy.restricted_customers)
  and not exists (
    select from staging.loan_applications application where application.customer_id = newest.customer_id
  )
limit cast(:most as integer)
