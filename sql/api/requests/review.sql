-- Stores what a person found about an emergency rollback.
-- Grain: one row. Parameters: request_id, by_person, why.
select request_id from governance.review(:request_id, :by_person, :why)
