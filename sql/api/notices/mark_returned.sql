-- Notes that a notice came back.
-- Grain: one row. Parameters: notice_id, person, why.
select notice_id from notices.mark_undelivered(:notice_id, :person, 'returned', :why)
