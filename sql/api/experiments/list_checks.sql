-- Lists the daily sample-ratio checks of an experiment, newest first.
-- Grain: one row per day. Parameters: experiment_id.
select day, sample_ratio
from policies.experiment_checks
where experiment_id = :experiment_id
order by day desc
limit 400
