-- Lists the steps of a case in order of time, the newest 200 at most.
-- Grain: one row per step. Parameters: case_id.
select * from (
  select action_id, action, actor, at, reason_codes, note, attachment_id, decision, assigned_to
  from cases.actions
  where case_id = :case_id
  order by at desc, action_id desc
  limit 200
) newest
order by at, action_id
