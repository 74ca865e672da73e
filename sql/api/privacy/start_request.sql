-- Lets the workflow handle a request of a data subject.
-- Grain: one row that says nothing. Parameters: request_id, by_person.
select privacy.start_request(:request_id, :by_person) is null as done
