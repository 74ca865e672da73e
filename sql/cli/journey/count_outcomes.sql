-- Counts the applications that a training would learn from: their outcome is known and dated.
-- Grain: one row.
-- outcomes: integer
select count(*)::integer as outcomes from analytics.training_examples
