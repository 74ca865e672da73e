-- Stores a file that a person is about to send for a case.
-- Grain: one row. Parameters: case_id, attachment_id, name, media_type, bytes, max_of_case, by_person.
select 1 as done from cases.announce_attachment(
  :case_id, :attachment_id, :name, :media_type, :bytes, cast(:max_of_case as integer), :by_person
)
