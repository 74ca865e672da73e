-- Records that somebody downloads the package of an access request.
-- Grain: one row that says nothing. Parameters: request_id, by_person.
select privacy.record_download(:request_id, :by_person) is null as done
