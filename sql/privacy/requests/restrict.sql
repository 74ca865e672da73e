-- Restricts the processing of a customer's data.
-- Grain: one row. Parameters: customer_id, kind (restriction or objection), why, by_person, request_id.
select 1 as stored
from privacy.restrict_processing(:customer_id, :kind, :why, :by_person, :request_id)
