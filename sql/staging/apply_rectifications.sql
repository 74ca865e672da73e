-- Corrects the stored rows of a partition for a run, by the corrections that still win over deliveries.
-- Grain: one row with the number of changed rows. Parameters: run_id, as_of, partition.
select privacy.apply_rectifications(:run_id, :as_of, cast(:partition as integer)) as changed
