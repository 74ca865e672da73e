-- Finds the newest contest of a case.
-- Grain: one row, none where no applicant contested. Parameters: case_id.
select contest_id, submitted_at, words_sha256, wants_human
from contests.contests
where case_id = :case_id
order by submitted_at desc
limit 1
