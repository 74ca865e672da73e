-- Refuses a request of a data subject, or states that it was completed by hand.
-- Grain: one row that says nothing. Parameters: request_id, end_state (refused or completed), by_person, why.
select privacy.end_request(:request_id, :end_state, :by_person, :why) is null as done
