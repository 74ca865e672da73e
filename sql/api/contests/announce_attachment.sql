-- Stores a file that an applicant is about to send.
-- Grain: one row. Parameters: token_sha256, attachment_id, name, media_type, bytes, max_of_contest.
select 1 as done from contests.announce_attachment(
  :token_sha256, :attachment_id, :name, :media_type, :bytes, cast(:max_of_contest as integer)
)
