-- An override holds for its application until a person ends it: every later score carries it. The end is a row of its
-- own, so that rows are never changed.

alter table predictions.overrides
  alter column decision drop not null,
  add column application text,
  add column ends uuid references predictions.overrides,
  add constraint overrides_end_check check ((decision is null) = (ends is not null));
comment on table predictions.overrides is
  'One row per override of an application''s decision, and one per end of an override. Rows are never changed; the newest row of an application applies';
comment on column predictions.overrides.prediction_id is 'Score that the person saw; of an end, that of the override it ends';
comment on column predictions.overrides.decision is
  'The person''s decision: approve, refer (to another person) or decline; null where the row ends an override';
comment on column predictions.overrides.application is
  'What the override holds for: application_id, else the prediction_id of a what-if. Set by the database';
comment on column predictions.overrides.ends is 'Override that this row ends; null where the row is an override';

alter table predictions.overrides disable trigger refuse_change;
update predictions.overrides
set application = coalesce(s.application_id, s.prediction_id::text)
from predictions.risk_scores s
where s.prediction_id = overrides.prediction_id;
alter table predictions.overrides enable trigger refuse_change;
alter table predictions.overrides alter column application set not null;

create index overrides_application on predictions.overrides (application, decided_at desc, override_id desc);

-- People who override one application at the same time take turns, so that each row says what it really overruled, and
-- an override that another one has replaced is not ended. The 1,024 locks fit into the database's table of locks.
create function predictions.complete_override() returns trigger language plpgsql as $$
declare
  newest record;
begin
  select coalesce(application_id, prediction_id::text) into new.application
  from predictions.risk_scores
  where prediction_id = new.prediction_id;
  perform pg_advisory_xact_lock(7231003, hashtext(new.application) & 1023);
  select override_id, decision, decided_at into newest
  from predictions.overrides
  where application = new.application
  order by decided_at desc, override_id desc
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
comment on function predictions.complete_override is
  'Before insert: sets the application and the overruled decision. Skips the end of an override that does not hold any more';
create trigger complete_override before insert on predictions.overrides
  for each row execute function predictions.complete_override();

create view predictions.overridden_scores as
select o.override_id, o.application, o.prediction_id, o.decision, o.decided_at, s.decision as overridden_decision,
  s.score as overridden_score, s.scored_at as overridden_at
from predictions.overrides o
join predictions.risk_scores s using (prediction_id)
where o.decision is not null;
comment on view predictions.overridden_scores is 'One row per override, with the score that the person saw';
comment on column predictions.overridden_scores.override_id is 'Override';
comment on column predictions.overridden_scores.application is 'What it holds for: application_id, else the prediction_id of a what-if';
comment on column predictions.overridden_scores.prediction_id is 'Score that the person saw';
comment on column predictions.overridden_scores.decision is 'The person''s decision';
comment on column predictions.overridden_scores.decided_at is 'When the person decided';
comment on column predictions.overridden_scores.overridden_decision is 'The policy''s decision that the person saw';
comment on column predictions.overridden_scores.overridden_score is 'The risk score that the person saw, 300 to 850';
comment on column predictions.overridden_scores.overridden_at is 'When that score was made';

create view predictions.held_overrides as
select o.*
from predictions.overridden_scores o
where not exists (
  select from predictions.overrides later
  where later.application = o.application
    and (later.decided_at, later.override_id) > (o.decided_at, o.override_id)
);
comment on view predictions.held_overrides is 'One row per application whose override holds: no later override or end';
comment on column predictions.held_overrides.override_id is 'Override';
comment on column predictions.held_overrides.application is 'What it holds for: application_id, else the prediction_id of a what-if';
comment on column predictions.held_overrides.prediction_id is 'Score that the person saw';
comment on column predictions.held_overrides.decision is 'The person''s decision, which holds';
comment on column predictions.held_overrides.decided_at is 'When the person decided';
comment on column predictions.held_overrides.overridden_decision is 'The policy''s decision that the person saw';
comment on column predictions.held_overrides.overridden_score is 'The risk score that the person saw, 300 to 850';
comment on column predictions.held_overrides.overridden_at is 'When that score was made';

create function predictions.contradicts_override(
  policy_decision text, score integer, override_decision text, overridden_decision text, overridden_score integer
) returns boolean language sql immutable as $$
  -- 80 points are odds of default four times as high, or a quarter: about two bands of the policy.
  select coalesce(policy_decision <> override_decision
    and (policy_decision <> overridden_decision or abs(score - overridden_score) >= 80), false)
$$;
comment on function predictions.contradicts_override is
  'Whether a later score contradicts an override: the policy decides otherwise than the person, and otherwise than the person saw, or at a risk that is far from what the person saw';

create type predictions.carried_override as (override_id uuid, decision text, contradicts boolean);
comment on type predictions.carried_override is
  'Override that a new score carries, its decision, and whether the score contradicts it';

create function predictions.find_carried_override(application text, policy_decision text, score integer)
returns predictions.carried_override language plpgsql stable strict as $$
declare
  carried predictions.carried_override;
begin
  select h.override_id, h.decision, predictions.contradicts_override(
    find_carried_override.policy_decision, find_carried_override.score, h.decision, h.overridden_decision,
    h.overridden_score
  ) into carried
  from predictions.held_overrides h
  where h.application = find_carried_override.application;
  return carried;
end
$$;
comment on function predictions.find_carried_override is
  'Finds the override that a new score of an application carries. A session plans it once, which keeps predictions fast';

alter table predictions.risk_scores add column override_id uuid;
comment on column predictions.risk_scores.override_id is
  'Override that held for the application when it was scored: the response had its decision; null without one';

grant select on predictions.overridden_scores to risk_api_score;
grant select on predictions.held_overrides to risk_etl, risk_api_score, risk_api_read, risk_monitoring;
revoke execute on function predictions.contradicts_override, predictions.find_carried_override from public;
grant execute on function predictions.contradicts_override to risk_api_score, risk_api_read, risk_monitoring;
grant execute on function predictions.find_carried_override to risk_api_score;
grant insert (override_id) on predictions.risk_scores to risk_etl, risk_api_score;
grant insert (application, ends) on predictions.overrides to risk_api_read;
