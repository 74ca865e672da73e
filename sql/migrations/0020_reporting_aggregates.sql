-- Figures for dashboards, counted ahead: lambdas/reporting/refresh-reporting.ts fills these tables, and views with
-- stable names stand before them. An application counts once, with its newest score; a decision is the one that holds.

create index risk_scores_time on predictions.risk_scores (scored_at);
-- Scores come nearly in the order of the days they speak of.
create index risk_scores_day on predictions.risk_scores using brin (as_of) with (pages_per_range = 32, autosummarize = on);

create table analytics.scored_applications (
  application text,
  prediction_id uuid not null,
  application_id text,
  scored_at timestamptz not null,
  pd double precision not null,
  score integer not null,
  band text not null,
  decision text not null,
  overridden boolean not null,
  high_risk boolean not null,
  exposure numeric(14,2) not null,
  expected_loss numeric(14,2) not null,
  segments smallint[] not null,
  primary key (application)
);
comment on table analytics.scored_applications is
  'One row per application, with its newest score: what the tables of reporting are counted from. A copy, made anew when it is emptied; a score that is erased leaves it at the next refresh';
comment on column analytics.scored_applications.application is 'application_id, else the prediction_id of a request for a new application';
comment on column analytics.scored_applications.prediction_id is 'Its newest score';
comment on column analytics.scored_applications.application_id is 'Delivered application; null where a request described a new one';
comment on column analytics.scored_applications.scored_at is 'When it was scored';
comment on column analytics.scored_applications.pd is 'Probability of default, 0 to 1';
comment on column analytics.scored_applications.score is 'Risk score, 300 (riskiest) to 850';
comment on column analytics.scored_applications.band is 'Band of the policy, A (best) to E';
comment on column analytics.scored_applications.decision is 'Decision that holds: of the newest override, else of the policy';
comment on column analytics.scored_applications.overridden is 'Whether a person decided';
comment on column analytics.scored_applications.high_risk is 'Whether its band is one that its policy declines by the score';
comment on column analytics.scored_applications.exposure is 'Exposure at default, money';
comment on column analytics.scored_applications.expected_loss is 'Expected loss, money';
comment on column analytics.scored_applications.segments is
  'By dimension_id of reporting.dimensions: number of the segment it is in. Shorter where a dimension was added since';

create table reporting.refresh_state (
  only_row boolean default true check (only_row),
  definition text not null default '',
  scores_until timestamptz not null default '-infinity',
  refreshed_at timestamptz,
  pending boolean not null default false,
  primary key (only_row)
);
comment on table reporting.refresh_state is 'One row: how far the tables of reporting have counted';
comment on column reporting.refresh_state.only_row is 'True: there is no second row';
comment on column reporting.refresh_state.definition is 'SHA-256 of the dimensions that were counted by, hex; with others everything is counted anew';
comment on column reporting.refresh_state.scores_until is 'Scores until then are in analytics.scored_applications';
comment on column reporting.refresh_state.refreshed_at is 'Scores, overrides and outcomes stored until then are in the figures; null before the first refresh';
comment on column reporting.refresh_state.pending is 'Whether analytics.scored_applications has changed since the figures were counted';
insert into reporting.refresh_state default values;

create table reporting.refreshed_runs (
  run_id uuid references analytics.runs,
  refreshed_at timestamptz not null default clock_timestamp(),
  primary key (run_id)
);
comment on table reporting.refreshed_runs is 'One row per published run whose outcomes are counted';
comment on column reporting.refreshed_runs.run_id is 'Published run';
comment on column reporting.refreshed_runs.refreshed_at is 'When they were counted';

create table reporting.stale_days (
  as_of date,
  primary key (as_of)
);
comment on table reporting.stale_days is 'One row per day that has to be counted anew';
comment on column reporting.stale_days.as_of is 'Day that scores speak of';

create table reporting.dimensions (
  dimension_id smallint,
  dimension text not null unique,
  label text not null,
  feature text not null,
  edges double precision[],
  primary key (dimension_id)
);
comment on table reporting.dimensions is 'One row per dimension that applications are divided by';
comment on column reporting.dimensions.dimension_id is 'Its place in analytics.scored_applications.segments, from 1';
comment on column reporting.dimensions.dimension is 'Name, such as age_group';
comment on column reporting.dimensions.label is 'Name for people';
comment on column reporting.dimensions.feature is 'Model input whose value decides the segment, or risk_band';
comment on column reporting.dimensions.edges is 'Where a band ends and the next begins, ascending; null for a category';

create table reporting.segment_names (
  dimension_id smallint not null references reporting.dimensions on delete cascade,
  segment_no smallint not null,
  segment text not null,
  label text not null,
  position integer not null,
  primary key (dimension_id, segment_no),
  unique (dimension_id, segment)
);
comment on table reporting.segment_names is 'One row per dimension and segment';
comment on column reporting.segment_names.dimension_id is 'Dimension';
comment on column reporting.segment_names.segment_no is 'Number in the dimension: of a band its place from 0; -1 unknown; -2 other categories';
comment on column reporting.segment_names.segment is 'Name, such as 25_to_34, or the category';
comment on column reporting.segment_names.label is 'Name for people';
comment on column reporting.segment_names.position is 'Order in the dimension; then by label';

create table reporting.score_totals (
  score integer not null,
  band text not null,
  decision text not null,
  overridden boolean not null,
  applications bigint not null,
  pd_sum double precision not null,
  exposure numeric not null,
  expected_loss numeric not null,
  primary key (score, band, decision, overridden)
);
comment on table reporting.score_totals is 'One row per score in points, band and decision';
comment on column reporting.score_totals.score is 'Risk score, 300 to 850';
comment on column reporting.score_totals.band is 'Band of the policy';
comment on column reporting.score_totals.decision is 'Decision that holds';
comment on column reporting.score_totals.overridden is 'Whether a person decided';
comment on column reporting.score_totals.applications is 'Applications, 1 or more';
comment on column reporting.score_totals.pd_sum is 'Their probabilities of default, added up';
comment on column reporting.score_totals.exposure is 'Exposure at default, money, together';
comment on column reporting.score_totals.expected_loss is 'Expected loss, money, together';

create table reporting.segment_totals (
  dimension_id smallint not null,
  segment_no smallint not null,
  other_dimension_id smallint not null,
  other_segment_no smallint not null,
  applications bigint not null,
  pd_sum double precision not null,
  score_sum bigint not null,
  high_risk bigint not null,
  approvals bigint not null,
  referrals bigint not null,
  declines bigint not null,
  overrides bigint not null,
  exposure numeric not null,
  expected_loss numeric not null,
  primary key (dimension_id, segment_no, other_dimension_id, other_segment_no),
  check (dimension_id <= other_dimension_id)
);
comment on table reporting.segment_totals is
  'One row per pair of segments that an application is in, the earlier dimension first; a segment with itself has the totals of the segment';
comment on column reporting.segment_totals.dimension_id is 'Dimension';
comment on column reporting.segment_totals.segment_no is 'Segment of it';
comment on column reporting.segment_totals.other_dimension_id is 'The same or a later dimension';
comment on column reporting.segment_totals.other_segment_no is 'Segment of that';
comment on column reporting.segment_totals.applications is 'Applications in both, 1 or more';
comment on column reporting.segment_totals.pd_sum is 'Their probabilities of default, added up';
comment on column reporting.segment_totals.score_sum is 'Their scores, added up';
comment on column reporting.segment_totals.high_risk is 'Of them in bands that their policy declines by the score';
comment on column reporting.segment_totals.approvals is 'Of them approved';
comment on column reporting.segment_totals.referrals is 'Of them referred';
comment on column reporting.segment_totals.declines is 'Of them declined';
comment on column reporting.segment_totals.overrides is 'Of them decided by a person';
comment on column reporting.segment_totals.exposure is 'Exposure at default, money, together';
comment on column reporting.segment_totals.expected_loss is 'Expected loss, money, together';
create index segment_totals_other on reporting.segment_totals (other_dimension_id, other_segment_no);

create table reporting.segment_applications (
  dimension_id smallint not null,
  segment_no smallint not null,
  rank smallint not null check (rank between 1 and 20),
  prediction_id uuid not null,
  primary key (dimension_id, segment_no, rank)
);
comment on table reporting.segment_applications is
  'One row per segment and rank, of its twenty riskiest applications. For the API, not for BI tools: it leads to persons';
comment on column reporting.segment_applications.dimension_id is 'Dimension; 0: all applications, as the one segment 0';
comment on column reporting.segment_applications.segment_no is 'Segment of it';
comment on column reporting.segment_applications.rank is '1 is the riskiest';
comment on column reporting.segment_applications.prediction_id is 'Its newest score';

create table reporting.day_totals (
  as_of date not null,
  band text not null,
  decision text not null,
  applications bigint not null,
  pd_sum double precision not null,
  score_sum bigint not null,
  overrides bigint not null,
  exposure numeric not null,
  expected_loss numeric not null,
  outcomes bigint not null,
  defaults bigint not null,
  primary key (as_of, band, decision)
);
comment on table reporting.day_totals is
  'One row per day that scores speak of, band and decision, over the newest score of each application of that day';
comment on column reporting.day_totals.as_of is 'Day that scores speak of';
comment on column reporting.day_totals.band is 'Band of the policy';
comment on column reporting.day_totals.decision is 'Decision that holds';
comment on column reporting.day_totals.applications is 'Applications, 1 or more';
comment on column reporting.day_totals.pd_sum is 'Their probabilities of default, added up';
comment on column reporting.day_totals.score_sum is 'Their scores, added up';
comment on column reporting.day_totals.overrides is 'Of them decided by a person';
comment on column reporting.day_totals.exposure is 'Exposure at default, money, together';
comment on column reporting.day_totals.expected_loss is 'Expected loss, money, together';
comment on column reporting.day_totals.outcomes is 'Of them with an outcome that became known after the score';
comment on column reporting.day_totals.defaults is 'Of those, the ones that defaulted';

create table reporting.model_importances (
  model_version text not null references predictions.model_metadata,
  feature text not null,
  label text not null,
  permutation_auc double precision,
  mean_abs_shap double precision,
  primary key (model_version, feature)
);
comment on table reporting.model_importances is 'One row per model version and feature, from the evaluation that training wrote';
comment on column reporting.model_importances.model_version is 'Model version';
comment on column reporting.model_importances.feature is 'Feature';
comment on column reporting.model_importances.label is 'Name for people';
comment on column reporting.model_importances.permutation_auc is 'AUC lost on the holdout where its values are shuffled; null if not measured';
comment on column reporting.model_importances.mean_abs_shap is 'Mean size of its share of the margin on the holdout; null if not measured';

grant usage on schema staging, analytics, predictions, reporting to risk_monitoring;
grant select on analytics.publications, staging.published_applications, staging.published_attributes,
  predictions.risk_scores, predictions.overrides, predictions.model_metadata to risk_monitoring;
grant select, insert, update, delete on analytics.scored_applications, reporting.dimensions, reporting.segment_names,
  reporting.model_importances to risk_monitoring;
grant select, update on reporting.refresh_state to risk_monitoring;
grant select, insert, delete on reporting.refreshed_runs, reporting.stale_days, reporting.score_totals,
  reporting.segment_totals, reporting.segment_applications, reporting.day_totals to risk_monitoring;
grant select on reporting.dimensions, reporting.segment_names, reporting.segment_totals, reporting.segment_applications
  to risk_api_read;
grant select, delete on analytics.scored_applications, reporting.segment_applications to risk_privacy;
