-- Grain: one row of staging.attributes that a run declared and that is taken back.
delete from staging.attributes
where run_id = :run_id
