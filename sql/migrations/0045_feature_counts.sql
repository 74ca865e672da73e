-- Row counts of features by run: a recovery compares them with what was published, without reading a feature.

create view analytics.feature_counts as
select run_id, count(*) as rows from analytics.risk_features group by run_id;
comment on view analytics.feature_counts is 'One row per run: its rows of features; filter by run_id, which an index serves';
comment on column analytics.feature_counts.run_id is 'Run';
comment on column analytics.feature_counts.rows is 'Rows of risk_features, 1 or more';

grant select on analytics.feature_counts to risk_api_read;
