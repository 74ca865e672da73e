-- Notes that an e-mail was accepted.
-- Grain: one row. Parameters: notice_id, message_id.
select notice_id from notices.mark_sent(:notice_id, 'deliver-notices', :message_id)
