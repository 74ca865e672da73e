-- The riskiest applications of any filter. The score comes first in the index: sums by score say at which scores they
-- are, and only the applications of these scores are read.

create index counted_scores_score on analytics.counted_scores (score, as_of, model_version, band) where is_newest;

create view analytics.current_applications as
select counted.prediction_id, counted.application_id, counted.as_of, counted.model_version, counted.pd, counted.score,
  counted.band, counted.segments, coalesce(changed.current_decision, counted.decision) as decision,
  coalesce(changed.currently_overridden, counted.overridden) as overridden,
  coalesce(changed.currently_contradicts, counted.contradicts_override) as contradicts_override
from analytics.counted_scores counted
left join analytics.changed_decisions changed
  on changed.application_id = counted.application_id and changed.as_of = counted.as_of
where counted.is_newest;
comment on view analytics.current_applications is
  'One row per delivered application, with its newest score and the decision at present. For the API, not for BI tools: it leads to persons';
do $$
declare
  copied record;
begin
  for copied in
    select attname as name, col_description(attrelid, attnum) as comment from pg_attribute
    where attrelid = 'analytics.counted_scores'::regclass and attnum > 0 and attname in (
      select attname from pg_attribute where attrelid = 'analytics.current_applications'::regclass
    )
  loop
    execute format('comment on column analytics.current_applications.%I is %L', copied.name, copied.comment);
  end loop;
end
$$;
comment on column analytics.current_applications.decision is 'Decision at present: of the held override, else of the policy';
comment on column analytics.current_applications.overridden is 'Whether an override holds at present';
comment on column analytics.current_applications.contradicts_override is
  'Whether the score contradicts the override that holds at present';

grant select on analytics.current_applications to risk_api_read;
