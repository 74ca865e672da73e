-- Stores the newest measurement of an experiment of the day.
-- Grain: one row. Parameters: experiment_id, sample_ratio, results (JSON).
insert into policies.experiment_checks (experiment_id, day, sample_ratio, results)
values (:experiment_id, cast(clock_timestamp() at time zone 'utc' as date), :sample_ratio, cast(:results as jsonb))
on conflict (experiment_id, day) do update
set measured_at = clock_timestamp(), sample_ratio = excluded.sample_ratio, results = excluded.results
