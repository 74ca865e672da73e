-- Reads the overrides that hold, and those of them that the application's newest score contradicts.
-- Grain: one row.
select coalesce(sum(applications), 0) as held, coalesce(sum(contradicted), 0) as contradicted
from reporting.held_overrides
