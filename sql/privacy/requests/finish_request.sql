-- Records how handling a request of a data subject ended.
-- Grain: one row. Parameters: request_id, execution_id, result (JSON; null after a failure), failure (null otherwise).
select privacy.finish_request(:request_id, :execution_id, nullif(cast(:result as jsonb), 'null'), :failure) is null as done
