-- Lists the imports in the browser that wait for the person who made them. Times are UTC, ISO 8601.
-- Grain: one row per state, the longest wait first.
select state, imports, to_char(waiting_since at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as waiting_since
from analytics.waiting_imports order by analytics.waiting_imports.waiting_since
