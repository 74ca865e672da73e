-- Finds the request of a promotion or rollback, with the result of the execution that applied it.
-- Grain: at most one row. Parameters: request_id.
select request_id, kind, state, content ->> 'version' as version, content ->> 'replaces' as replaces,
  coalesce(content -> 'despite_gates' = 'true', false) as despite_gates, is_emergency, proposed_by,
  proposed_why, decided_by,
  (
    select h.outcome from predictions.model_history h
    where h.request_id = requests.request_id::text and h.outcome is not null
    order by h.event_id
    limit 1
  ) as outcome
from governance.requests
where request_id = :request_id and kind in ('model_promotion', 'model_rollback')
