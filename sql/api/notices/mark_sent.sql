-- Notes that a notice is on its way to the applicant.
-- Grain: one row. Parameters: notice_id, person.
select notice_id from notices.mark_sent(:notice_id, :person)
