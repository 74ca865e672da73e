-- Publishes a run: from this insert on, readers see its features.
-- Grain: one row. Parameters: run_id.
insert into analytics.publications (run_id, as_of, rows)
select run_id, as_of, (select count(*) from analytics.risk_features built where built.run_id = runs.run_id)
from analytics.runs
where run_id = :run_id
