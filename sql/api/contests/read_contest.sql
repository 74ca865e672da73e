-- What the page for applicants shows of the contest of a token.
-- Grain: one row. Parameters: token_sha256.
select * from contests.read_contest(:token_sha256)
