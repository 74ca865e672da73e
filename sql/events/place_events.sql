-- Gives visible events their places in the order and queues them for their endpoints.
-- Grain: one row with the number of placed events. Parameters: most.
select events.place_events(cast(:most as integer)) as placed
