-- Lets an e-mail wait after an attempt that failed for now.
-- Grain: one row. Parameters: notice_id, seconds.
select true as is_put_off from notices.put_off(:notice_id, clock_timestamp() + make_interval(secs => :seconds))
