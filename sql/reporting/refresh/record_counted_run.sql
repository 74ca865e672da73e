-- Records that the outcomes of a published run are counted.
-- Grain: one row. Parameters: run_id.
insert into reporting.refreshed_runs (run_id) values (:run_id) on conflict do nothing
