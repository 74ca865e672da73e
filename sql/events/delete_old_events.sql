-- Deletes old events that nothing waits for.
-- Grain: one row with the number of events. Parameters: keep_days, most.
select events.delete_old_events(cast(:keep_days as integer), cast(:most as integer)) as deleted
