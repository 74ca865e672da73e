-- Lists closed cases that are older than the schedule keeps them, with the objects of their attachments, except those of
-- restricted customers.
-- Grain: one row per case. Parameters: days, most.
select case_id as id, (
    select coalesce(jsonb_agg(place.prefix || attachment_id), '[]')
    from cases.attachments
    cross join (values ('attachments/'), ('uploads/')) as place (prefix)
    where attachments.case_id = due.case_id
  ) as files
from cases.cases due
where closed_at < clock_timestamp() - make_interval(days => cast(:days as integer))
  and coalesce(customer_id, '') not in (select customer_id from privacy.restricted_customers)
limit cast(:most as integer)
