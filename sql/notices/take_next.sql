-- Takes the oldest e-mail that nobody sends now.
-- Grain: at most one row. Parameters: lease_seconds.
select notice_id, application, customer_id, language, pdf_sha256, attempts
from notices.take_next(make_interval(secs => :lease_seconds))
