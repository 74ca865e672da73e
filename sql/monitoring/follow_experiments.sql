-- Records which experiments have started and ended, and stops those whose baseline has changed.
-- Grain: one row with what has changed.
select policies.follow_experiments() as changes
