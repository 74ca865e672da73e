-- Notes that a notice could not be sent (failed), or came back (returned).
-- Grain: one row. Parameters: notice_id, state, why.
select notice_id from notices.mark_undelivered(:notice_id, 'deliver-notices', :state, :why)
