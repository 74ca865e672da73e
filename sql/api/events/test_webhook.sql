-- Queues a test event for one receiver.
-- Grain: one row with the event. Parameters: endpoint_id, by_person.
select events.test_webhook(:endpoint_id, :by_person) as event_id
