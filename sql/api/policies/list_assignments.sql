-- Lists which versions decided when, newest first.
-- Grain: one row per assignment.
select a.assignment_id, nullif(a.effective_from, '-infinity') as effective_from, a.default_version, a.segments,
  a.assignment_id = (policies.find_in_force(clock_timestamp())).assignment_id as is_in_force, a.request_id,
  a.assigned_by, a.assigned_at
from policies.assignments a
order by a.assignment_id desc
limit 60
