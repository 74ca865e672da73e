-- Ends a simulation: done with its result, or failed with the problem. A repeated call changes nothing.
-- Grain: one row per ended simulation. Parameters: simulation_id, execution_id, state, rows, result (null: failed),
-- problem (null: done).
update policies.simulations
set state = :state, rows = cast(:rows as bigint), result = cast(:result as jsonb), problem = :problem,
  ended_at = clock_timestamp(), execution_id = :execution_id
where simulation_id = :simulation_id and state = 'running' and coalesce(execution_id, :execution_id) = :execution_id
