-- Finds the notice that was issued about a decision.
-- Grain: at most one row. Parameters: prediction_id, override_id (or null), kind, language.
select notice_id
from notices.notices
where prediction_id = :prediction_id and override_id is not distinct from cast(:override_id as uuid)
  and kind = :kind and language = :language
