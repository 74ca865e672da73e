-- Stores corrections of a customer's delivered values, all or none.
-- Grain: one row with the number of corrections. Parameters: customer_id, corrections (JSON), why, by_person, request_id.
select privacy.rectify(:customer_id, cast(:corrections as jsonb), :why, :by_person, :request_id) as stored
