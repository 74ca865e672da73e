-- Grain: one row, when the newest publication was made; null before the first.
select max(published_at) as published_at
from analytics.publications
