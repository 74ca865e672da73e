-- Ends the lease of an endpoint, so that the next publisher need not wait for its end.
-- Grain: one row. Parameters: endpoint_id, lease.
select true as is_ended from events.end_lease(:endpoint_id, :lease)
