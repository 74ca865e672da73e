-- Figures of the portfolio by segment, month, model, band and decision, which the API filters. They are counted from
-- one row per application and as-of day, and show every override and end at once.

create view analytics.publication_times as
select cast(each.day as date) as day, min(published.published_at) over (order by each.day desc) as published_at
from generate_series(
  (select min(as_of) from analytics.publications), (select max(as_of) from analytics.publications), interval '1 day'
) as each (day)
left join (
  select as_of, min(published_at) as published_at from analytics.publications group by as_of
) published on published.as_of = each.day;
comment on view analytics.publication_times is 'One row per day from the first to the newest published one';
comment on column analytics.publication_times.day is 'Day';
comment on column analytics.publication_times.published_at is 'When the day, or a later one, was first published';

create function analytics.find_outcomes(applications text[])
returns table (application_id text, defaulted boolean, outcome_date date, arrived_at timestamptz)
language sql stable rows 20000 set search_path = '' as $$
  select version.application_id, (array_agg(version.defaulted order by version.valid_from desc))[1],
    (array_agg(version.outcome_date order by version.valid_from desc))[1],
    min(times.published_at) filter (where version.defaulted is not null and version.outcome_date is not null)
  from staging.published_applications version
  left join analytics.publication_times times on times.day = greatest(version.valid_from, version.outcome_date)
  where version.application_id = any (applications)
  group by version.application_id
$$;
comment on function analytics.find_outcomes is
  'One row per application of the list: its outcome as of the newest publication, and when an outcome was first published, from which time on a score of it counts in no figure';

create table analytics.counted_scores (
  application_id text,
  as_of date,
  prediction_id uuid not null,
  scored_at timestamptz not null,
  is_newest boolean not null,
  model_version text not null,
  pd double precision not null,
  score integer not null,
  band text not null,
  decision text not null,
  overridden boolean not null default false,
  contradicts_override boolean not null default false,
  day_decision text not null,
  day_overridden boolean not null default false,
  high_risk boolean not null,
  exposure numeric(14,2) not null,
  expected_loss numeric(14,2) not null,
  defaulted boolean,
  segments smallint[] not null,
  stored_at timestamptz not null default clock_timestamp(),
  primary key (application_id, as_of)
);
comment on table analytics.counted_scores is
  'One row per delivered application and as-of day, with its newest score of that day that was made before its outcome was published: what the tables of reporting are counted from. A copy, made again when it is emptied';
comment on column analytics.counted_scores.application_id is 'Application';
comment on column analytics.counted_scores.as_of is 'As-of day of the score';
comment on column analytics.counted_scores.prediction_id is 'The score';
comment on column analytics.counted_scores.scored_at is 'When it was scored';
comment on column analytics.counted_scores.is_newest is 'Whether it is the newest score of the application that counts: figures of the portfolio have this one, figures by day all';
comment on column analytics.counted_scores.model_version is 'Model that scored';
comment on column analytics.counted_scores.pd is 'Probability of default, 0 to 1';
comment on column analytics.counted_scores.score is 'Risk score, 300 (riskiest) to 850';
comment on column analytics.counted_scores.band is 'Band of the policy, A (best) to E';
comment on column analytics.counted_scores.decision is 'Decision at present that is counted: of the held override, else of the policy';
comment on column analytics.counted_scores.overridden is 'Whether an override holds';
comment on column analytics.counted_scores.contradicts_override is 'Whether the score contradicts the held override';
comment on column analytics.counted_scores.day_decision is 'Decision that is counted in figures by day: also of an override that was ended since';
comment on column analytics.counted_scores.day_overridden is 'Whether that decision is a person''s';
comment on column analytics.counted_scores.high_risk is 'Whether its band is one that its policy declines by the score';
comment on column analytics.counted_scores.exposure is 'Exposure at default, money';
comment on column analytics.counted_scores.expected_loss is 'Expected loss, money';
comment on column analytics.counted_scores.defaulted is 'Outcome that became known after the as-of time; null until then';
comment on column analytics.counted_scores.segments is
  'By dimension_id of reporting.dimensions: number of the segment it is in. Shorter where a dimension was added since';
comment on column analytics.counted_scores.stored_at is 'When the row was stored, or its outcome changed: counted by later counts of its month and day';
create index counted_scores_day on analytics.counted_scores (as_of);
create index counted_scores_overridden on analytics.counted_scores (decision) where is_newest and overridden;

comment on table analytics.scored_applications is
  'Written by the release before migration 0055 only. Empty once analytics.counted_scores is filled';

create table reporting.stale_months (
  month date,
  primary key (month)
);
comment on table reporting.stale_months is 'One row per month whose applications have to be counted again';
comment on column reporting.stale_months.month is 'First day of the month';

create table reporting.counted_months (
  month date,
  counted_at timestamptz not null default clock_timestamp(),
  primary key (month)
);
comment on table reporting.counted_months is 'One row per month that is counted';
comment on column reporting.counted_months.month is 'First day of the month';
comment on column reporting.counted_months.counted_at is 'When it was last counted';

create table reporting.counted_days (
  as_of date,
  counted_at timestamptz not null default clock_timestamp(),
  primary key (as_of)
);
comment on table reporting.counted_days is 'One row per as-of day that is counted';
comment on column reporting.counted_days.as_of is 'As-of day of scores';
comment on column reporting.counted_days.counted_at is 'When it was last counted';

-- The release before writes the totals without the new keys.
alter table reporting.score_totals
  add column dimension_id smallint not null default 0,
  add column segment_no smallint not null default 0,
  add column month date not null default '0001-01-01',
  add column model_version text not null default '',
  add column high_risk bigint not null default 0,
  add column outcomes bigint not null default 0,
  add column defaults bigint not null default 0,
  add column outcome_pd_sum double precision not null default 0,
  drop constraint score_totals_pkey,
  add primary key (dimension_id, segment_no, month, model_version, band, decision, overridden, score);
create index score_totals_month on reporting.score_totals (month);
comment on table reporting.score_totals is
  'One row per segment, month, model, band, decision and score in points, over the newest score of each application';
comment on column reporting.score_totals.dimension_id is 'Dimension; 0: the whole portfolio, as the one segment 0';
comment on column reporting.score_totals.segment_no is 'Segment of it';
comment on column reporting.score_totals.month is 'First day of the month of the as-of date; 0001-01-01 where the release before counted';
comment on column reporting.score_totals.model_version is 'Model that scored; empty where the release before counted';
comment on column reporting.score_totals.high_risk is 'Of them in bands that their policy declines by the score';
comment on column reporting.score_totals.outcomes is 'Of them with an outcome that became known after the score';
comment on column reporting.score_totals.defaults is 'Of those, the ones that defaulted';
comment on column reporting.score_totals.outcome_pd_sum is 'Probabilities of default of those with an outcome, added up';

alter table reporting.segment_totals
  add column expected_loss_approved numeric not null default 0,
  add column outcomes bigint not null default 0,
  add column defaults bigint not null default 0;
comment on column reporting.segment_totals.expected_loss_approved is 'Expected loss of the approved, money, together';
comment on column reporting.segment_totals.outcomes is 'Of them with an outcome that became known after the score';
comment on column reporting.segment_totals.defaults is 'Of those, the ones that defaulted';

create table reporting.segment_month_totals (
  dimension_id smallint not null,
  segment_no smallint not null,
  other_dimension_id smallint not null,
  other_segment_no smallint not null,
  month date not null,
  model_version text not null,
  band text not null,
  decision text not null,
  applications bigint not null,
  overrides bigint not null,
  pd_sum double precision not null,
  score_sum bigint not null,
  exposure numeric not null,
  expected_loss numeric not null,
  high_risk bigint not null,
  outcomes bigint not null,
  defaults bigint not null,
  outcome_pd_sum double precision not null,
  primary key (dimension_id, other_dimension_id, other_segment_no, month, segment_no, model_version, band, decision),
  check (dimension_id <= other_dimension_id)
);
create index segment_month_totals_other
  on reporting.segment_month_totals (other_dimension_id, dimension_id, segment_no, month);
create index segment_month_totals_month on reporting.segment_month_totals (month);
comment on table reporting.segment_month_totals is
  'One row per pair of segments that an application is in, month, model, band and decision, the earlier dimension first; a segment with itself has the totals of the segment';
comment on column reporting.segment_month_totals.dimension_id is 'Dimension';
comment on column reporting.segment_month_totals.segment_no is 'Segment of it';
comment on column reporting.segment_month_totals.other_dimension_id is 'The same or a later dimension';
comment on column reporting.segment_month_totals.other_segment_no is 'Segment of that';
comment on column reporting.segment_month_totals.month is 'First day of the month of the as-of date';
comment on column reporting.segment_month_totals.model_version is 'Model that scored';
comment on column reporting.segment_month_totals.band is 'Band of the policy';
comment on column reporting.segment_month_totals.decision is 'Decision at present';
comment on column reporting.segment_month_totals.applications is 'Applications in both, 1 or more';
comment on column reporting.segment_month_totals.overrides is 'Of them decided by a person';
comment on column reporting.segment_month_totals.pd_sum is 'Their probabilities of default, added up';
comment on column reporting.segment_month_totals.score_sum is 'Their scores, added up';
comment on column reporting.segment_month_totals.exposure is 'Exposure at default, money, together';
comment on column reporting.segment_month_totals.expected_loss is 'Expected loss, money, together';
comment on column reporting.segment_month_totals.high_risk is 'Of them in bands that their policy declines by the score';
comment on column reporting.segment_month_totals.outcomes is 'Of them with an outcome that became known after the score';
comment on column reporting.segment_month_totals.defaults is 'Of those, the ones that defaulted';
comment on column reporting.segment_month_totals.outcome_pd_sum is 'Probabilities of default of those with an outcome, added up';

alter table reporting.day_totals
  add column dimension_id smallint not null default 0,
  add column segment_no smallint not null default 0,
  add column model_version text not null default '',
  add column high_risk bigint not null default 0,
  add column outcome_pd_sum double precision not null default 0,
  drop constraint day_totals_pkey,
  add primary key (dimension_id, segment_no, as_of, model_version, band, decision);
create index day_totals_day on reporting.day_totals (as_of);
comment on table reporting.day_totals is
  'One row per segment, as-of day of scores, model, band and decision, over the newest score of each application of that day';
comment on column reporting.day_totals.dimension_id is 'Dimension; 0: the whole portfolio, as the one segment 0';
comment on column reporting.day_totals.segment_no is 'Segment of it';
comment on column reporting.day_totals.model_version is 'Model that scored; empty where the release before counted';
comment on column reporting.day_totals.high_risk is 'Of them in bands that their policy declines by the score';
comment on column reporting.day_totals.outcome_pd_sum is 'Probabilities of default of those with an outcome, added up';

create index overrides_decided on predictions.overrides (decided_at);

create view analytics.current_decisions as
select counted.*,
  coalesce(newest.decision, scores.decision) as current_decision,
  newest.decision is not null as currently_overridden,
  coalesce((scores.scored_at, scores.prediction_id) > (newest.seen_at, newest.seen_id)
    and predictions.contradicts_override(
      scores.decision, scores.score, newest.decision, newest.seen_decision, newest.seen_score
    ), false) as currently_contradicts,
  coalesce(following.decision, own.decision, carried.decision, scores.decision) as current_day_decision,
  coalesce(following.decision, own.decision, carried.decision) is not null as currently_day_overridden
from analytics.counted_scores counted
join predictions.risk_scores scores using (prediction_id)
-- The newest row of the customer's application: an override that holds, or an end, which has no decision.
left join lateral (
  select o.decision, seen.decision as seen_decision, seen.score as seen_score, seen.scored_at as seen_at,
    seen.prediction_id as seen_id
  from predictions.overrides o
  join predictions.risk_scores seen using (prediction_id)
  where o.application = counted.application_id and seen.customer_id is not distinct from scores.customer_id
  order by o.decided_at desc, o.override_id desc
  limit 1
) newest on true
left join lateral (
  select newest.decision where (scores.scored_at, scores.prediction_id) >= (newest.seen_at, newest.seen_id)
) following on true
left join lateral (
  select o.decision
  from predictions.overrides o
  where o.prediction_id = counted.prediction_id and o.decision is not null
  order by o.decided_at desc, o.override_id desc
  limit 1
) own on true
left join predictions.overrides carried on carried.override_id = scores.override_id;
comment on view analytics.current_decisions is
  'One row per row of analytics.counted_scores, with the decisions that apply now beside those that are counted. A day''s decision is that of the override that holds, where the score is the overridden one or a later one; else of the newest override of the score or of the one that it carried, both of which have ended; else of the policy';
do $$
declare
  copied record;
begin
  for copied in
    select attname as name, col_description(attrelid, attnum) as comment from pg_attribute
    where attrelid = 'analytics.counted_scores'::regclass and attnum > 0
  loop
    execute format('comment on column analytics.current_decisions.%I is %L', copied.name, copied.comment);
  end loop;
end
$$;
comment on column analytics.current_decisions.current_decision is 'Decision at present: of the held override, else of the policy';
comment on column analytics.current_decisions.currently_overridden is 'Whether an override holds at present';
comment on column analytics.current_decisions.currently_contradicts is 'Whether the score contradicts the override that holds at present';
comment on column analytics.current_decisions.current_day_decision is 'Decision in figures by day, at present';
comment on column analytics.current_decisions.currently_day_overridden is 'Whether that decision is a person''s';

-- The range with a bound that every time meets tells the planner that few overrides are newer than the last refresh.
create view analytics.changed_decisions as
select *
from analytics.current_decisions
where application_id in (
  select application from predictions.overrides
  where decided_at > (select coalesce(refreshed_at, '-infinity') - interval '1 minute' from reporting.refresh_state)
    and decided_at <= 'infinity'
);
comment on view analytics.changed_decisions is
  'The rows of analytics.current_decisions whose applications have an override or an end since the last refresh';
do $$
declare
  copied record;
begin
  for copied in
    select attname as name, col_description(attrelid, attnum) as comment from pg_attribute
    where attrelid = 'analytics.current_decisions'::regclass and attnum > 0
  loop
    execute format('comment on column analytics.changed_decisions.%I is %L', copied.name, copied.comment);
  end loop;
end
$$;

create view analytics.portfolio_changes as
select shown.sign, cast(date_trunc('month', changed.as_of) as date) as month, changed.model_version, changed.band,
  shown.decision, changed.score, cast(shown.overridden as integer) as overridden, changed.pd, changed.exposure,
  changed.expected_loss, cast(changed.high_risk as integer) as high_risk, num_nonnulls(changed.defaulted) as outcome,
  cast(coalesce(changed.defaulted, false) as integer) as default_, cast(0 as smallint) || changed.segments as segments
from analytics.changed_decisions changed
cross join lateral (values
  (-1, changed.decision, changed.overridden), (1, changed.current_decision, changed.currently_overridden)
) as shown (sign, decision, overridden)
where changed.is_newest
  and (changed.decision, changed.overridden) <> (changed.current_decision, changed.currently_overridden)
  and changed.stored_at <= (
    select counted_at from reporting.counted_months where month = cast(date_trunc('month', changed.as_of) as date)
  );
comment on view analytics.portfolio_changes is
  'Two rows per application whose decision has changed since it was counted: what is counted, with the sign -1, and what applies now. The whole portfolio is the first of segments';

create view analytics.day_changes as
select shown.sign, changed.as_of, changed.model_version, changed.band, shown.decision, changed.score,
  cast(shown.overridden as integer) as overridden, changed.pd, changed.exposure, changed.expected_loss,
  cast(changed.high_risk as integer) as high_risk, num_nonnulls(changed.defaulted) as outcome,
  cast(coalesce(changed.defaulted, false) as integer) as default_, cast(0 as smallint) || changed.segments as segments
from analytics.changed_decisions changed
cross join lateral (values
  (-1, changed.day_decision, changed.day_overridden),
  (1, changed.current_day_decision, changed.currently_day_overridden)
) as shown (sign, decision, overridden)
where (changed.day_decision, changed.day_overridden)
    <> (changed.current_day_decision, changed.currently_day_overridden)
  and changed.stored_at <= (select counted_at from reporting.counted_days days where days.as_of = changed.as_of);
comment on view analytics.day_changes is 'As analytics.portfolio_changes, for the figures by day';

create view reporting.portfolio_scores as
select dimension_id, segment_no, month, model_version, band, decision, score, applications,
  case when overridden then applications else 0 end as overrides, pd_sum, exposure, expected_loss, high_risk, outcomes,
  defaults, outcome_pd_sum
from reporting.score_totals
union all
select cast(segment.place - 1 as smallint), segment.segment_no, month, model_version, band, decision, score,
  cast(sign as bigint), cast(sign * overridden as bigint), sign * pd, sign * exposure, sign * expected_loss,
  cast(sign * high_risk as bigint), cast(sign * outcome as bigint), cast(sign * default_ as bigint), sign * outcome * pd
from analytics.portfolio_changes
cross join lateral unnest(segments) with ordinality as segment (segment_no, place)
where segment.segment_no is not null;
comment on view reporting.portfolio_scores is
  'Sums over the newest score of each application, by segment, month, model, band, decision at present and score in points. Several rows can have the same keys, and rows with a negative count take back what an override changed: add them up';

create view reporting.portfolio_segments as
select dimension_id, segment_no, cast(0 as smallint) as within_dimension_id, cast(0 as smallint) as within_segment_no,
  month, model_version, band, decision, applications, overrides, pd_sum, score_sum, exposure, expected_loss, high_risk,
  outcomes, defaults, outcome_pd_sum
from reporting.segment_month_totals
where dimension_id = other_dimension_id
union all
select cast(0 as smallint), cast(0 as smallint), dimension_id, segment_no, month, model_version, band, decision,
  applications, overrides, pd_sum, score_sum, exposure, expected_loss, high_risk, outcomes, defaults, outcome_pd_sum
from reporting.segment_month_totals
where dimension_id = other_dimension_id and dimension_id <> 0
union all
select dimension_id, segment_no, other_dimension_id, other_segment_no, month, model_version, band, decision,
  applications, overrides, pd_sum, score_sum, exposure, expected_loss, high_risk, outcomes, defaults, outcome_pd_sum
from reporting.segment_month_totals
where dimension_id <> other_dimension_id
union all
select other_dimension_id, other_segment_no, dimension_id, segment_no, month, model_version, band, decision,
  applications, overrides, pd_sum, score_sum, exposure, expected_loss, high_risk, outcomes, defaults, outcome_pd_sum
from reporting.segment_month_totals
where dimension_id <> other_dimension_id
union all
select cast(segment.place - 1 as smallint), segment.segment_no, cast(within.place - 1 as smallint), within.segment_no,
  month, model_version, band, decision, cast(sign as bigint), cast(sign * overridden as bigint), sign * pd,
  cast(sign * score as bigint), sign * exposure, sign * expected_loss, cast(sign * high_risk as bigint),
  cast(sign * outcome as bigint), cast(sign * default_ as bigint), sign * outcome * pd
from analytics.portfolio_changes
cross join lateral unnest(segments) with ordinality as segment (segment_no, place)
cross join lateral unnest(segments) with ordinality as within (segment_no, place)
where segment.segment_no is not null and within.segment_no is not null
  and (segment.place <> within.place or segment.place = 1);
comment on view reporting.portfolio_segments is
  'Sums over the newest score of each application, by segment, the segment that it is within (0, 0: the whole portfolio), month, model, band and decision at present. Add them up, as those of portfolio_scores';

create view reporting.portfolio_days as
select dimension_id, segment_no, as_of, model_version, band, decision, applications, overrides, pd_sum, score_sum,
  exposure, expected_loss, high_risk, outcomes, defaults, outcome_pd_sum
from reporting.day_totals
union all
select cast(segment.place - 1 as smallint), segment.segment_no, as_of, model_version, band, decision,
  cast(sign as bigint), cast(sign * overridden as bigint), sign * pd, cast(sign * score as bigint), sign * exposure,
  sign * expected_loss, cast(sign * high_risk as bigint), cast(sign * outcome as bigint),
  cast(sign * default_ as bigint), sign * outcome * pd
from analytics.day_changes
cross join lateral unnest(segments) with ordinality as segment (segment_no, place)
where segment.segment_no is not null;
comment on view reporting.portfolio_days is
  'Sums over the newest score of each application of a day, by segment, as-of day, model, band and decision. Add them up, as those of portfolio_scores';

-- A column means the same in all of them.
do $$
declare
  shown text;
  named record;
begin
  foreach shown in array array[
    'reporting.portfolio_scores', 'reporting.portfolio_segments', 'reporting.portfolio_days',
    'analytics.portfolio_changes', 'analytics.day_changes'
  ] loop
    for named in
      select * from (values
        ('dimension_id', 'Dimension; 0: the whole portfolio, as the one segment 0'),
        ('segment_no', 'Segment of it'),
        ('within_dimension_id', 'Dimension of the segment that it is within; 0: the whole portfolio'),
        ('within_segment_no', 'Segment of that'),
        ('month', 'First day of the month of the as-of date; 0001-01-01 where the release before migration 0055 counted'),
        ('as_of', 'As-of day'),
        ('model_version', 'Model that scored'),
        ('band', 'Band of the policy, A (best) to E'),
        ('decision', 'approve, refer or decline, after overrides'),
        ('score', 'Risk score, 300 to 850'),
        ('applications', 'Applications'),
        ('overrides', 'Of them decided by a person'),
        ('pd_sum', 'Probabilities of default, added up'),
        ('score_sum', 'Risk scores, added up'),
        ('exposure', 'Exposure at default, money'),
        ('expected_loss', 'Expected loss, money'),
        ('high_risk', 'Of them in bands that their policy declines by the score'),
        ('outcomes', 'Of them with an outcome that became known after the score'),
        ('defaults', 'Of those, the ones that defaulted'),
        ('outcome_pd_sum', 'Probabilities of default of those with an outcome, added up'),
        ('sign', '-1: what is counted; 1: what applies now'),
        ('overridden', '1 where a person decided, else 0'),
        ('pd', 'Probability of default, 0 to 1'),
        ('outcome', '1 where an outcome became known after the score, else 0'),
        ('default_', '1 where it defaulted, else 0'),
        ('segments', 'Number of the segment in each dimension, after that of the whole portfolio')
      ) as known (name, comment)
      where exists (
        select from pg_attribute
        where attrelid = shown::regclass and attname = known.name
      )
    loop
      execute format('comment on column %s.%I is %L', shown, named.name, named.comment);
    end loop;
  end loop;
end
$$;

grant select on analytics.publication_times to risk_monitoring;
revoke execute on function analytics.find_outcomes from public;
grant execute on function analytics.find_outcomes to risk_monitoring;
grant select, insert, update, delete on analytics.counted_scores to risk_monitoring;
grant select on analytics.current_decisions, analytics.changed_decisions to risk_monitoring;
grant select, insert, delete on reporting.stale_months, reporting.segment_month_totals to risk_monitoring;
grant select, insert, update, delete on reporting.counted_months, reporting.counted_days to risk_monitoring;
grant select, delete on analytics.counted_scores to risk_privacy;
grant insert on reporting.stale_days, reporting.stale_months to risk_privacy;
grant execute on function predictions.contradicts_override to risk_reporting;
-- Not for BI tools: a row can be a single application.
grant select on reporting.portfolio_scores, reporting.portfolio_segments, reporting.portfolio_days to risk_api_read;
