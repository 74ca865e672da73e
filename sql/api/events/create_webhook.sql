-- Creates a webhook.
-- Grain: one row. Parameters: endpoint_id, name, url, types (JSON), secret (encrypted), by_person.
select true as is_created from events.create_webhook(:endpoint_id, :name, :url, array(select jsonb_array_elements_text(cast(:types as jsonb))),
  :secret, :by_person)
