-- Lists planned entries whose number is not known to be in the trail.
-- Grain: one row per plan. Parameters: after (sequence).
select sequence, entry_id
from audit.entries
where sequence > :after and sequence > (select coalesce(max(sequence), 0) from audit.heads)
order by sequence
limit 5000
