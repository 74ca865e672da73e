-- An override holds for the application of its customer. A later score with the same application_id and another
-- customer, of a delivery or a request that uses an id again, neither carries, replaces nor ends it.

create or replace function predictions.complete_override() returns trigger language plpgsql as $$
declare
  seen record;
  newest record;
begin
  select coalesce(application_id, prediction_id::text) as application, customer_id into seen
  from predictions.risk_scores
  where prediction_id = new.prediction_id;
  new.application := seen.application;
  perform pg_advisory_xact_lock(7231003, hashtext(new.application) & 1023);
  select o.override_id, o.decision, o.decided_at into newest
  from predictions.overrides o
  join predictions.risk_scores s using (prediction_id)
  where o.application = new.application and s.customer_id is not distinct from seen.customer_id
  order by o.decided_at desc, o.override_id desc
  limit 1;
  if new.ends is not null and (newest.decision is null or newest.override_id <> new.ends) then
    return null;
  end if;
  new.overruled := coalesce(newest.decision, new.overruled);
  if newest.decided_at >= new.decided_at then
    new.decided_at := clock_timestamp();
  end if;
  return new;
end
$$;

create or replace view predictions.overridden_scores as
select o.override_id, o.application, o.prediction_id, o.decision, o.decided_at, s.decision as overridden_decision,
  s.score as overridden_score, s.scored_at as overridden_at, s.customer_id
from predictions.overrides o
join predictions.risk_scores s using (prediction_id)
where o.decision is not null;
comment on column predictions.overridden_scores.customer_id is
  'Customer whose application it holds for; null for a what-if of features alone';

create or replace view predictions.held_overrides as
select o.*
from predictions.overridden_scores o
where not exists (
  select from predictions.overrides later
  join predictions.risk_scores seen using (prediction_id)
  where later.application = o.application
    and seen.customer_id is not distinct from o.customer_id
    and (later.decided_at, later.override_id) > (o.decided_at, o.override_id)
);
comment on view predictions.held_overrides is
  'One row per application of a customer whose override holds: no later override or end';
comment on column predictions.held_overrides.customer_id is
  'Customer whose application it holds for; null for a what-if of features alone';

drop function predictions.find_carried_override;
create function predictions.find_carried_override(
  application text, customer_id text, policy_decision text, score integer
) returns predictions.carried_override language plpgsql stable strict as $$
declare
  carried predictions.carried_override;
begin
  select h.override_id, h.decision, predictions.contradicts_override(
    find_carried_override.policy_decision, find_carried_override.score, h.decision, h.overridden_decision,
    h.overridden_score
  ) into carried
  from predictions.held_overrides h
  where h.application = find_carried_override.application and h.customer_id = find_carried_override.customer_id;
  return carried;
end
$$;
comment on function predictions.find_carried_override is
  'Finds the override that a new score of a customer''s application carries. A session plans it once, which keeps predictions fast';
grant execute on function predictions.find_carried_override to risk_api_score;
