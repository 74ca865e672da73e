-- Finds the time of the first decision that has its transaction.
-- Grain: one row; null without one.
select audit.format_time(min(taken_at) - interval '5 minutes') as from_time from audit.watermarks
