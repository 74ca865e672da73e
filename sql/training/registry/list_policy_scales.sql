-- Lists the score scales that policies state: those that decide now, and those of the assignment that waits.
-- Grain: one row per policy; score is null where it states none.
select distinct policy ->> 'version' as version, (policy ->> 'document')::jsonb -> 'score' as score
from unnest(array[now(), 'infinity'::timestamptz]) as moment (at)
cross join lateral jsonb_array_elements(policies.find_serving(moment.at) -> 'policies') as policy
