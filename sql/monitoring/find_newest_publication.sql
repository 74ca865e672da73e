-- Finds when the newest publication was made.
-- Grain: one row; null before the first.
select max(published_at) as published_at
from analytics.publications
