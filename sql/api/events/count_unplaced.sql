-- Counts events that the publisher has not placed yet.
-- Grain: one row.
select count(*)::integer as unplaced from events.outbox where position is null
