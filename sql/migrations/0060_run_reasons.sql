-- Why a run was not published, in one line: from the outcome that was stored when it ended, so that runs of before have
-- it too. It names files, columns, checks, tables and errors, and never a delivered value: the message of a fault can
-- repeat one, and stays in the logs.

create or replace view reporting.runs as
select r.run_id, r.as_of, r.state, r.opened_at, r.closed_at, p.published_at,
  extract(epoch from r.closed_at - r.opened_at)::double precision as duration_seconds,
  -- Of a page of runs, only those are counted.
  coalesce((select sum(l.rows_delivered) from staging.loads l where l.run_id = r.run_id), 0)::bigint as rows_delivered,
  (select count(*) from (
    select distinct x.table_name, x.file, x.line from staging.rejected_rows x where x.run_id = r.run_id
  ) refused) as rows_rejected,
  (select count(*) from analytics.quality_results q where q.run_id = r.run_id) as checks,
  (select count(*) from analytics.quality_results q where q.run_id = r.run_id and not q.pass) as failed_checks,
  case r.state
    when 'refused' then coalesce((
      -- A file is named once where its message begins with its name. Delivered names are cut by the messages' own limit.
      select string_agg(
        coalesce(case when not starts_with(coalesce(why ->> 'message', ''), why ->> 'file') then (why ->> 'file') || ': ' end, '')
          || coalesce(why ->> 'message', 'the delivery is invalid') || ' (' || coalesce(why ->> 'error', 'DeliveryRefused') || ')',
        '; ' order by position)
      from jsonb_array_elements(
        case jsonb_typeof(r.outcome -> 'reasons') when 'array' then r.outcome -> 'reasons' else '[]' end
      ) with ordinality as listed (why, position)
    ), 'The delivery is invalid; no reason was stored')
    when 'gate_failed' then concat_ws('. ', 'The quality gate failed',
      case when r.outcome #>> '{quality,pass_rate}' is not null then
        to_char(floor((r.outcome #>> '{quality,pass_rate}')::numeric * 1000) / 10, 'FM990.0') || ' % of the delivered rows were accepted'
      end,
      (select 'The full delivery lacks more rows than allowed: ' || string_agg(lacking, '; ' order by position)
        from jsonb_array_elements_text(
          case jsonb_typeof(r.outcome #> '{quality,missing}') when 'array' then r.outcome #> '{quality,missing}' else '[]' end
        ) with ordinality as listed (lacking, position)),
      (select 'Does not hold: ' || string_agg(rtrim(coalesce(q.description, name), '.'), '; ' order by position)
        from jsonb_array_elements_text(
          case jsonb_typeof(r.outcome #> '{quality,failed}') when 'array' then r.outcome #> '{quality,failed}' else '[]' end
        ) with ordinality as listed (name, position)
        left join analytics.quality_results q on q.run_id = r.run_id and q.check_name = name))
    when 'failed' then 'A fault stopped the run: '
      || coalesce(substring(r.outcome ->> 'error' from '^[A-Za-z][A-Za-z0-9_.]{0,99}$'), 'no error name was stored')
      || '. The log of the run has the cause'
    when 'abandoned' then 'The execution of the run ended before the run did. The next execution took the delivery again'
  end as reason
from analytics.runs r
left join analytics.publications p using (run_id);

comment on column reporting.runs.reason is
  'Why the delivery was refused, the quality gate failed or the run failed, in one line; null for other runs';
