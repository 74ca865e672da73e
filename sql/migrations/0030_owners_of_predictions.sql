-- Who may read a prediction, and to whom an idempotency key belongs.

create function predictions.is_visible(
  source text, application_id text, client_id text, requested_by text, reader_client_id text, reader text,
  reader_is_person boolean
) returns boolean language sql immutable parallel safe as $$
  select source = 'batch'
    or (client_id = reader_client_id and requested_by = reader)
    or (reader_is_person and (source = 'api' or application_id is not null))
$$;
comment on function predictions.is_visible is
  'Whether a caller may read a prediction: of the daily scoring everybody; its creator; people also what others made, except rows of features in their files';

-- People share one client, so a key belongs to a person or a machine. The index is not on the client alone any more.
create unique index risk_scores_idempotency_key on predictions.risk_scores (client_id, requested_by, idempotency_key)
  where idempotency_key is not null;
drop index predictions.risk_scores_idempotency;
comment on column predictions.risk_scores.idempotency_key is
  'The caller''s key, unique per client and requested_by; null if none was sent';

alter table predictions.batch_requests add column requested_by text not null default '';
comment on column predictions.batch_requests.requested_by is
  'Who made the request: the user where there is one, else the client; empty where an earlier release stored it';
comment on column predictions.batch_requests.idempotency_key is 'The caller''s key, unique per client and requested_by';
-- Responses that are stored already are those of machines, which sign as their client.
alter table predictions.batch_requests disable trigger refuse_change;
update predictions.batch_requests set requested_by = client_id;
alter table predictions.batch_requests enable trigger refuse_change;
alter table predictions.batch_requests
  drop constraint batch_requests_pkey,
  add primary key (client_id, requested_by, idempotency_key);
