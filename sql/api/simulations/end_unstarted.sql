-- Ends a simulation whose workflow could not be started.
-- Grain: one row per ended simulation. Parameters: simulation_id.
update policies.simulations
set state = 'failed', problem = 'its workflow could not be started', ended_at = clock_timestamp()
where simulation_id = cast(:simulation_id as uuid) and state = 'running'
