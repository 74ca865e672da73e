-- Lets a request of a data subject be started again whose workflow did not start.
-- Grain: one row that says nothing. Parameters: request_id.
select privacy.fail_start(:request_id) is null as done
