-- Gives up what has waited too long for endpoints that are paused or disabled.
-- Grain: one row with the number of events and endpoints. Parameters: retry_hours, most.
select events.give_up(cast(:retry_hours as integer), cast(:most as integer)) as given_up
