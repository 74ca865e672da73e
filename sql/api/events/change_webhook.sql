-- Changes what is given of a webhook.
-- Grain: one row. Parameters: endpoint_id; name, url, types (JSON), enabled, secret (encrypted), each null to stay as it
-- is; overlap_hours, by_person.
select true as is_changed from events.change_webhook(:endpoint_id, cast(:name as text), cast(:url as text),
  case when cast(:types as jsonb) is not null then array(select jsonb_array_elements_text(cast(:types as jsonb))) end,
  cast(:enabled as boolean), cast(:secret as text), cast(:overlap_hours as integer), :by_person)
