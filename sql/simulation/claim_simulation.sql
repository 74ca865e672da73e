-- Takes a simulation for an execution. A repeated call of the same execution takes it again; another one gets no row.
-- The document is read apart, because a row of the Data API has 64 KB at most.
-- Grain: at most one row. Parameters: simulation_id, execution_id.
update policies.simulations
set execution_id = :execution_id
where simulation_id = :simulation_id and state = 'running'
  and coalesce(execution_id, :execution_id) = :execution_id
returning request - 'document' as request, document_sha256
