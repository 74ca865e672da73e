-- Finds the time of the first decision.
-- Grain: one row; null without one.
select audit.find_first_decision() as from_time
