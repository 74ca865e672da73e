-- The applications of any filter: the riskiest of them, and those whose newest score contradicts their override. The
-- score comes first in the index: sums by score say at which scores the riskiest are, and only those are read.

create index counted_scores_score on analytics.counted_scores (score, as_of, model_version, band) where is_newest;
create index counted_scores_contradicted on analytics.counted_scores (application_id)
  where is_newest and contradicts_override;

create view analytics.newest_applications as
select prediction_id, application_id, as_of, model_version, pd, score, band, segments, decision, overridden,
  contradicts_override
from analytics.counted_scores
where is_newest;
comment on view analytics.newest_applications is
  'One row per delivered application, with its newest score and the decision that is counted. For the API, not for BI tools: it leads to persons';

create view analytics.changed_applications as
select prediction_id, application_id, as_of, model_version, pd, score, band, segments, current_decision as decision,
  currently_overridden as overridden, currently_contradicts as contradicts_override
from analytics.changed_decisions
where is_newest;
comment on view analytics.changed_applications is
  'The rows of analytics.newest_applications whose applications have an override or an end since the last refresh, with the decision at present';

do $$
declare
  shown text;
  copied record;
begin
  foreach shown in array array['newest_applications', 'changed_applications'] loop
    for copied in
      select attname as name, col_description(attrelid, attnum) as comment from pg_attribute
      where attrelid = 'analytics.counted_scores'::regclass and attnum > 0 and attname in (
        select attname from pg_attribute where attrelid = format('analytics.%I', shown)::regclass
      )
    loop
      execute format('comment on column analytics.%I.%I is %L', shown, copied.name, copied.comment);
    end loop;
  end loop;
end
$$;
comment on column analytics.changed_applications.decision is 'Decision at present: of the held override, else of the policy';
comment on column analytics.changed_applications.overridden is 'Whether an override holds at present';
comment on column analytics.changed_applications.contradicts_override is
  'Whether the score contradicts the override that holds at present';

grant select on analytics.newest_applications, analytics.changed_applications to risk_api_read;
