-- Promotions and rollbacks of models as requests: what can be proposed, and what the worker change-stage needs. The
-- worker applies an approved request under the registry's lock, and checks again there.

create function governance.check_model_change(request governance.requests) returns void
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
  model predictions.model_metadata;
  champion text;
begin
  select * into model from predictions.model_metadata where version = request.subject;
  select version into champion from predictions.model_metadata where stage = 'champion';
  if model.version is null or request.content ->> 'version' is distinct from request.subject then
    raise exception 'no model has this version' using errcode = 'GV020';
  elsif model.stage = 'champion' then
    raise exception 'the model is the champion already' using errcode = 'GV021';
  elsif request.content ->> 'replaces' is distinct from champion then
    raise exception 'the champion is another one by now' using errcode = 'GV025';
  elsif request.kind = 'model_rollback' and model.promoted_at is null then
    raise exception 'the model never was champion' using errcode = 'GV023';
  elsif request.kind = 'model_promotion' and model.stage in ('rejected', 'candidate')
    and coalesce(request.content -> 'despite_gates', 'false') <> 'true'
  then
    raise exception 'the model did not pass its gates' using errcode = 'GV022';
  end if;
end
$$;
comment on function governance.check_model_change is
  'Refuses the proposal of a promotion or a rollback that could not be made now';

create function governance.check_model_promotion(request governance.requests) returns void
language sql set search_path = pg_catalog, pg_temp as $$ select governance.check_model_change(request) $$;
comment on function governance.check_model_promotion is 'Refuses a promotion that could not be made now';

create function governance.check_model_rollback(request governance.requests) returns void
language sql set search_path = pg_catalog, pg_temp as $$ select governance.check_model_change(request) $$;
comment on function governance.check_model_rollback is 'Refuses a rollback that could not be made now';

grant usage on schema predictions to risk_governance;
grant select (version, kind, stage, stage_reasons, gates, promoted_at, retired_at, registered_at)
  on predictions.model_metadata to risk_governance;

create or replace view predictions.model_history with (security_barrier) as
select event_id, at, subject as version, actor, action,
  detail ->> 'from' as from_stage, detail ->> 'to' as to_stage, detail ->> 'why' as why,
  detail ->> 'caller' as caller, detail ->> 'execution_id' as execution_id, detail -> 'outcome' as outcome,
  detail ->> 'request_id' as request_id, detail ->> 'proposed_by' as proposed_by
from audit.events
where action in ('model.registered', 'model.stage_changed');
comment on column predictions.model_history.actor is
  'Who: the training job, or who approved the request; of earlier releases whom a person named';
comment on column predictions.model_history.caller is
  'IAM identity that the command of an earlier release ran as; null for a training and a request';
comment on column predictions.model_history.request_id is 'Request that was applied; null for a training and earlier releases';
comment on column predictions.model_history.proposed_by is 'Who proposed it; null for a training and earlier releases';
