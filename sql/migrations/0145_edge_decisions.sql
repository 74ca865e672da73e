-- Decisions that signed bundles made without a network are uploaded, replayed and stored as predictions of their own source.

-- The new checks hold for every row that held before, so no row is read again.
alter table predictions.risk_scores
  drop constraint risk_scores_source_check,
  add constraint risk_scores_source_check check (source in ('api', 'batch', 'file', 'edge')) not valid;
alter table predictions.risk_scores
  drop constraint risk_scores_role_check,
  add constraint risk_scores_role_check check (
    case session_user
      when 'risk_api_score' then source in ('api', 'edge')
      when 'risk_etl' then source in ('batch', 'file')
      else true
    end
  ) not valid;
comment on column predictions.risk_scores.source is
  'api: asked for over HTTP; batch: scored by the daily run; file: a row of a batch that a client uploaded; edge: decided by a bundle without a network, uploaded and replayed';
comment on column predictions.risk_scores.as_of is
  'Time the score speaks of, UTC: of a delivered application''s features, else of the request; of the source edge, of the device''s clock';

-- People read the decisions of devices as they read those of requests.
create or replace function predictions.is_visible(
  source text, application_id text, client_id text, requested_by text, reader_client_id text, reader text,
  reader_is_person boolean
) returns boolean language sql immutable parallel safe as $$
  select source = 'batch'
    or (client_id = reader_client_id and requested_by = reader)
    or (reader_is_person and (source in ('api', 'edge') or application_id is not null))
$$;
