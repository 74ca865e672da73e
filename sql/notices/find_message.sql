-- Finds the notice of an e-mail.
-- Grain: at most one row. Parameters: message_id.
select notice_id from notices.notices where message_id = :message_id
