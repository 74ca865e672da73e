-- Counts emergency rollbacks that nobody has reviewed, and approved changes that were not made.
-- Grain: one row. Parameters: applied_within_minutes.
select unreviewed_emergencies, oldest_emergency_seconds, unapplied_requests
from governance.count_waiting(make_interval(mins => cast(:applied_within_minutes as integer)))
