-- Idempotency keys of the calls that make more, or other, than one prediction.

create table predictions.batch_requests (
  client_id text not null,
  idempotency_key text not null,
  request_sha256 text not null,
  results jsonb not null,
  asked_at timestamptz not null default clock_timestamp(),
  primary key (client_id, idempotency_key)
);
comment on table predictions.batch_requests is
  'One row per synchronous batch that came with an Idempotency-Key: what it was answered. Rows are never changed';
comment on column predictions.batch_requests.client_id is 'API client';
comment on column predictions.batch_requests.idempotency_key is 'The caller''s key, unique per client';
comment on column predictions.batch_requests.request_sha256 is 'SHA-256 of the request''s canonical body, hex';
comment on column predictions.batch_requests.results is
  'One entry per item, in order: the prediction''s id, or the problem it was answered with';
comment on column predictions.batch_requests.asked_at is 'When it was answered first';

create trigger refuse_change before update or delete on predictions.batch_requests
  for each row execute function predictions.refuse_change();
create trigger refuse_truncate before truncate on predictions.batch_requests
  for each statement execute function predictions.refuse_change();

grant select, insert on predictions.batch_requests to risk_api_score;

alter table predictions.overrides
  add column idempotency_key text,
  add column request_sha256 text;
comment on column predictions.overrides.idempotency_key is
  'The caller''s key, unique per client and person; null if none was sent';
comment on column predictions.overrides.request_sha256 is
  'SHA-256 of the prediction and the request''s canonical body, hex; null without a key';

-- People share one client, so a key is a person's own.
create unique index overrides_idempotency on predictions.overrides (client_id, decided_by, idempotency_key)
  where idempotency_key is not null;
