-- Lists contests that are older than the schedule keeps them and have no case any more, with the applicant's words and the
-- objects of their attachments, except those of restricted customers.
-- Grain: one row per contest. Parameters: days, most.
select contest_id as id, jsonb_build_array('contests/' || contest_id || '/') || (
    select coalesce(jsonb_agg(place.prefix || attachment_id), '[]')
    from cases.attachments
    cross join (values ('attachments/'), ('uploads/')) as place (prefix)
    where attachments.contest_id = due.contest_id
  ) as files
from contests.contests due
where created_at < clock_timestamp() - make_interval(days => cast(:days as integer)) and case_id is null
  and coalesce(customer_id, '') not in (select customer_id from privacy.restricted_customers)
limit cast(:most as integer)
