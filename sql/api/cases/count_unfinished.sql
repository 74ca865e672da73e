-- Counts the cases that have to be decided now.
-- Grain: one row.
select count(*) as unfinished, count(*) filter (where due_at <= now()) as overdue
from cases.cases
where closed_at is null
