-- Withdraws a request of one's own.
-- Grain: one row. Parameters: request_id, by_person, why.
select request_id from governance.withdraw(:request_id, :by_person, :why)
