-- Events of notices and contests say which application they are about, so that they arrive in the order of its events, an
-- erasure finds them, and the lender's system knows what to fetch.

create or replace function events.record_changes() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  insert into events.outbox (type, application, customer_id, subject, data)
  select e.action, coalesce(s.application_id, s.prediction_id::text, c.application, n.application, o.application),
    coalesce(s.customer_id, c.customer_id, n.customer_id, o.customer_id), e.subject,
    coalesce(facts.known, '{}') || case e.area
      when 'prediction' then jsonb_build_object('prediction_id', e.subject, 'application_id', s.application_id)
      when 'case' then jsonb_build_object(
        'case_id', e.subject, 'kind', c.kind, 'application_id', c.application, 'prediction_id', c.prediction_id
      )
      when 'notice' then jsonb_build_object(
        'notice_id', e.subject, 'kind', n.kind, 'language', n.language, 'channel', n.channel,
        'application_id', n.application, 'prediction_id', n.prediction_id
      )
      when 'contest' then jsonb_build_object(
        'contest_id', e.subject, 'application_id', o.application, 'prediction_id', o.prediction_id
      )
      when 'policy' then jsonb_build_object('policy_version', e.subject)
      when 'model' then jsonb_build_object('model_version', e.subject)
      else jsonb_build_object(e.area || '_id', e.subject)
    end
  from (
    select *, split_part(action, '.', 1) as area,
      case when subject ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' then subject::uuid end as id
    from new_events
    where action ~ '^(prediction|case|notice|contest|policy|model|experiment)\.'
  ) e
  left join predictions.risk_scores s on e.area = 'prediction' and s.prediction_id = e.id
  left join cases.cases c on e.area = 'case' and c.case_id = e.id
  left join notices.notices n on e.area = 'notice' and n.notice_id = e.id
  left join contests.contests o on e.area = 'contest' and o.contest_id = e.id
  -- Of the detail only what has no free text and names nobody.
  cross join lateral (
    select jsonb_object_agg(key, value) as known from jsonb_each(e.detail)
    where jsonb_typeof(value) in ('string', 'number', 'boolean') and key in (
      'override_id', 'end_id', 'decision', 'overruled', 'kind', 'state', 'channel', 'language', 'from', 'to', 'sha256',
      'request_id', 'segment', 'effective_from', 'simulation_id', 'arm', 'at', 'until', 'is_over', 'case_id',
      'notice_id', 'wants_human'
    )
  ) facts
  order by e.event_id;
  return null;
end
$$;
