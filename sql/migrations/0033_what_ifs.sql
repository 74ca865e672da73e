-- A what-if is a score of no delivered application: of a new application that a request describes, or of features alone.
-- It is evidence and counts nowhere. A stored score is one exactly where it has no application_id, so that the scores
-- before this migration are classified by what they already say.

comment on column predictions.risk_scores.application_id is
  'Delivered application; null marks a what-if: a new application that a request described, or features alone. A what-if is evidence and counts in no figure';

-- What-ifs were counted until now. Their copies go; the next refresh counts all figures again and finds the segments'
-- names anew.
delete from reporting.segment_applications
where prediction_id in (select prediction_id from analytics.scored_applications where application_id is null);
delete from analytics.scored_applications where application_id is null;
insert into reporting.stale_days (as_of) select distinct as_of from reporting.day_totals on conflict do nothing;

alter table reporting.refresh_state add column newest_score_at timestamptz;
comment on column reporting.refresh_state.scores_until is 'Scores until then are in analytics.scored_applications, what-ifs left out';
comment on column reporting.refresh_state.newest_score_at is 'Newest score of an application that is counted; null before the first';
comment on table analytics.scored_applications is
  'One row per delivered application, with its newest score: what the tables of reporting are counted from. A copy, made anew when it is emptied; a score that is erased leaves it at the next refresh';
comment on column analytics.scored_applications.application is 'Application';
comment on column analytics.scored_applications.application_id is 'Application';
update reporting.refresh_state
set definition = '', pending = true, newest_score_at = (select max(scored_at) from analytics.scored_applications);

create or replace view reporting.freshness as
select newest_score_at as scores_until, refreshed_at from reporting.refresh_state;
comment on column reporting.freshness.scores_until is 'Newest score of an application that is counted; null before the first refresh';
