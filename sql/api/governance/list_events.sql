-- Lists audit events, newest first, from the newest or before the event `before`.
-- Grain: one row per event. Parameters: before (event id), actor, action (the whole, or its part before the dot), subject,
-- from_day and to_day (included), each null for all; rows.
select event_id, at, actor, role, action, subject, detail, trail_entry
from audit.listed_events
where (cast(:before as bigint) is null or event_id < cast(:before as bigint))
  and (cast(:actor as text) is null or actor = cast(:actor as text))
  and (cast(:action as text) is null or action = cast(:action as text)
    or split_part(action, '.', 1) = cast(:action as text))
  and (cast(:subject as text) is null or subject = cast(:subject as text))
  and (cast(:from_day as text) is null or at >= cast(:from_day as date))
  and (cast(:to_day as text) is null or at < cast(:to_day as date) + 1)
order by event_id desc
limit cast(:rows as integer)
