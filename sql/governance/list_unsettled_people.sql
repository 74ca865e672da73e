-- People whose roles are being changed at the moment, so that user pool and database may differ. Grain: one row per person.
select subject as person
from governance.requests
where kind = 'role' and state = 'approved'
union
select person
from governance.role_changes
where changed_at > clock_timestamp() - interval '2 minutes'
