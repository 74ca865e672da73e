-- Lists the contests of a case, the first one first: that of a later notice joins the case that is open.
-- Grain: one row per submitted contest, ten at most. Parameters: case_id.
select contest_id, submitted_at, words_sha256, wants_human
from contests.contests
where case_id = :case_id
order by submitted_at
limit 10
