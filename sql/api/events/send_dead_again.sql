-- Queues what was given up for one receiver again.
-- Grain: one row with the number of sendings. Parameters: endpoint_id, by_person.
select events.send_dead_again(:endpoint_id, :by_person) as queued
