-- Notes which transactions have ended.
-- Grain: one row.
select horizon from audit.take_watermark()
