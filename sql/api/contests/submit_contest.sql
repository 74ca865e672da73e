-- Stores what an applicant submits, and opens a case.
-- Grain: one row. Parameters: token_sha256, words_sha256, wants_human.
select contests.submit_contest(:token_sha256, :words_sha256, :wants_human) as state
