-- Lists the runs of the deliveries up to a day.
-- Grain: one row per as-of date, manifest, state and execution; a decade of days is a few thousand rows.
-- Parameters: up_to.
select distinct to_char(as_of, 'YYYY-MM-DD') as as_of, manifest_etag, state, execution_id
from analytics.runs
where as_of <= :up_to
