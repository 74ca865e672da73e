-- Queues an event again, for one receiver or for all that had it.
-- Grain: one row with the number of sendings. Parameters: event_id, endpoint_id (null for all), by_person.
select events.send_again(:event_id, :endpoint_id, :by_person) as queued
