-- Moves the deadline of a request of a data subject.
-- Grain: one row that says nothing. Parameters: request_id, due_at, by_person, why.
select privacy.extend_request(:request_id, cast(:due_at as timestamptz), :by_person, :why) is null as done
