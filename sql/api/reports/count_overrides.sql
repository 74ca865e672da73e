-- Counts the applications whose decision a person overrode, and those of them whose newest score contradicts it.
-- Grain: one row. Parameters: none.
select coalesce(sum(applications), 0) as overrides, coalesce(sum(contradicted), 0) as contradicted_overrides
from reporting.held_overrides
