-- Decides a case; from a configured exposure on the decision waits for a second person.
-- Grain: one row. Parameters: case_id, action_id, override_id, decision, reason_codes (JSON array), reason, note (or null),
-- prediction_id (the score that the person saw), by_person, client_id.
select case_id
from cases.decide(
  :case_id, :action_id, :override_id, :decision, array(select jsonb_array_elements_text(cast(:reason_codes as jsonb))),
  :reason, cast(:note as text), :prediction_id, :by_person, :client_id
)
