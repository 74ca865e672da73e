-- Notes that a notice that is owed could not be issued.
-- Grain: one row. Parameters: application, customer_id, why.
select true as is_noted from notices.note_failure(:application, :customer_id, :why)
