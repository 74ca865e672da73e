-- Approves or rejects a request.
-- Grain: one row. Parameters: request_id, decision (approve, reject), by_person, why.
select request_id, state from governance.decide(:request_id, :decision, :by_person, :why)
