-- Analytics: runs, features and their quality. Readers see a run's rows once analytics.publications has its row.

create schema analytics;
comment on schema analytics is 'Runs of the daily ETL, features, quality results, and which runs are published';

create table analytics.runs (
  run_id uuid,
  as_of date not null,
  execution_id text not null,
  manifest_etag text,
  state text not null default 'running' check (state in ('running', 'published', 'refused', 'gate_failed', 'failed', 'abandoned')),
  fencing_token bigint not null generated always as identity,
  opened_at timestamptz not null default now(),
  closed_at timestamptz,
  outcome jsonb,
  primary key (run_id),
  unique (execution_id, as_of)
);
comment on table analytics.runs is
  'One row per run of the daily ETL: one delivery, from opening to its end';
comment on column analytics.runs.run_id is 'Run, UUIDv7';
comment on column analytics.runs.as_of is 'as_of of the delivery';
comment on column analytics.runs.execution_id is 'Execution of the daily workflow that opened it';
comment on column analytics.runs.manifest_etag is 'ETag of the manifest it read; a second delivery of a day has another';
comment on column analytics.runs.state is 'running, published, refused (bad delivery), gate_failed (quality), failed (a fault) or abandoned (its execution died)';
comment on column analytics.runs.fencing_token is 'Grows with every run: a write with an older token is late';
comment on column analytics.runs.opened_at is 'When it was opened';
comment on column analytics.runs.closed_at is 'When it ended; null while running';
comment on column analytics.runs.outcome is 'What it did or why it stopped: counts and reasons, no personal values';

-- One run at a time: opening a second fails here, whatever the code above believes.
create unique index runs_one_running on analytics.runs ((true)) where state = 'running';
create index runs_as_of on analytics.runs (as_of);

create table analytics.risk_features (
  application_id text not null,
  customer_id text not null,
  as_of timestamp not null,
  run_id uuid not null,
  partition smallint not null,
  age_years double precision,
  annual_income double precision,
  employment_years double precision,
  residence_years double precision,
  dependants integer,
  employment_status text,
  education_level text,
  residence_status text,
  credit_score integer,
  credit_limit double precision,
  open_accounts integer,
  inquiries_6m integer,
  delinquencies_24m integer,
  public_records integer,
  oldest_account_years double precision,
  statements_6m integer,
  months_past_due_1 integer,
  months_past_due_2 integer,
  months_past_due_3 integer,
  months_past_due_4 integer,
  months_past_due_5 integer,
  months_past_due_6 integer,
  months_past_due_max_6m integer,
  months_past_due_mean_6m double precision,
  statements_late_6m integer,
  statements_late_2_6m integer,
  statements_paid_in_full_6m integer,
  utilisation double precision,
  utilisation_mean_6m double precision,
  utilisation_max_6m double precision,
  utilisation_trend_6m double precision,
  balance double precision,
  balance_trend_6m double precision,
  spare_limit double precision,
  payment_made_1 double precision,
  payment_made_2 double precision,
  paid_6m double precision,
  payment_to_limit_6m double precision,
  payment_ratio_1 double precision,
  payment_ratio_mean_6m double precision,
  payment_ratio_min_6m double precision,
  inflow_30d double precision,
  inflow_90d double precision,
  inflow_180d double precision,
  outflow_30d double precision,
  outflow_90d double precision,
  outflow_180d double precision,
  net_flow_90d double precision,
  volatility_90d double precision,
  transactions_90d integer,
  salary_share_90d double precision,
  cash_share_90d double precision,
  days_since_transaction integer,
  minimum_balance_90d double precision,
  amount double precision,
  term_months integer,
  annual_rate double precision,
  purpose text,
  instalment double precision,
  debt_to_income double precision,
  loan_to_value double precision,
  amount_to_limit double precision,
  amount_to_income double precision,
  attributes jsonb not null default '{}',
  fairness jsonb not null default '{}',
  built_at timestamptz not null default now(),
  primary key (application_id, as_of, run_id)
);
comment on table analytics.risk_features is
  'One row per application, as-of time and run. A labelled application is frozen at as_of = applied_at; an open one has as_of = the run''s';
comment on column analytics.risk_features.application_id is 'Application';
comment on column analytics.risk_features.customer_id is 'Customer';
comment on column analytics.risk_features.as_of is 'Only events strictly before this time count, UTC';
comment on column analytics.risk_features.run_id is 'Run that built the row';
comment on column analytics.risk_features.partition is 'Hash partition of the customer, 0 to 15';
comment on column analytics.risk_features.age_years is 'Age; years, 0 to 120; null = unknown';
comment on column analytics.risk_features.annual_income is 'Annual income; money per year, 0 to 1000000000; null = unknown';
comment on column analytics.risk_features.employment_years is 'Years in the present employment; years, 0 to 80; null = unknown';
comment on column analytics.risk_features.residence_years is 'Years at the present address; years, 0 to 120; null = unknown';
comment on column analytics.risk_features.dependants is 'Dependants; persons, 0 to 30; null = unknown';
comment on column analytics.risk_features.employment_status is 'Employment status; null = unknown';
comment on column analytics.risk_features.education_level is 'Education level; null = unknown';
comment on column analytics.risk_features.residence_status is 'Residence status; null = unknown';
comment on column analytics.risk_features.credit_score is 'Credit bureau score; points, 0 to 1000; null = unknown';
comment on column analytics.risk_features.credit_limit is 'Credit limit on the newest statement; money, 0 to 10000000000; null = unknown';
comment on column analytics.risk_features.open_accounts is 'Open credit accounts; accounts, 0 to 500; null = unknown';
comment on column analytics.risk_features.inquiries_6m is 'Credit inquiries in six months; inquiries, 0 to 500; null = unknown';
comment on column analytics.risk_features.delinquencies_24m is 'Delinquencies in 24 months; delinquencies, 0 to 500; null = unknown';
comment on column analytics.risk_features.public_records is 'Public records; records, 0 to 500; null = unknown';
comment on column analytics.risk_features.oldest_account_years is 'Age of the oldest account; years, 0 to 120; null = unknown';
comment on column analytics.risk_features.statements_6m is 'Statements known, of the last six; statements, 0 to 6; null = unknown';
comment on column analytics.risk_features.months_past_due_1 is 'Months past due on the newest statement; months, -2 to 120; null = unknown';
comment on column analytics.risk_features.months_past_due_2 is 'Months past due on the second newest statement; months, -2 to 120; null = unknown';
comment on column analytics.risk_features.months_past_due_3 is 'Months past due on the third newest statement; months, -2 to 120; null = unknown';
comment on column analytics.risk_features.months_past_due_4 is 'Months past due on the fourth newest statement; months, -2 to 120; null = unknown';
comment on column analytics.risk_features.months_past_due_5 is 'Months past due on the fifth newest statement; months, -2 to 120; null = unknown';
comment on column analytics.risk_features.months_past_due_6 is 'Months past due on the sixth newest statement; months, -2 to 120; null = unknown';
comment on column analytics.risk_features.months_past_due_max_6m is 'Most months past due, six statements; months, -2 to 120; null = unknown';
comment on column analytics.risk_features.months_past_due_mean_6m is 'Mean months past due, six statements; months, -2 to 120; null = unknown';
comment on column analytics.risk_features.statements_late_6m is 'Statements at least one month late, of six; statements, 0 to 6; null = unknown';
comment on column analytics.risk_features.statements_late_2_6m is 'Statements at least two months late, of six; statements, 0 to 6; null = unknown';
comment on column analytics.risk_features.statements_paid_in_full_6m is 'Statements paid in full, of six; statements, 0 to 6; null = unknown';
comment on column analytics.risk_features.utilisation is 'Share of the credit limit in use; ratio, -10 to 10; null = unknown';
comment on column analytics.risk_features.utilisation_mean_6m is 'Mean share of the credit limit in use, six statements; ratio, -10 to 10; null = unknown';
comment on column analytics.risk_features.utilisation_max_6m is 'Largest share of the credit limit in use, six statements; ratio, -10 to 10; null = unknown';
comment on column analytics.risk_features.utilisation_trend_6m is 'Share of the credit limit in use, newest less oldest of six statements; ratio, -20 to 20; null = unknown';
comment on column analytics.risk_features.balance is 'Balance on the newest statement; money, -10000000000 to 10000000000; null = unknown';
comment on column analytics.risk_features.balance_trend_6m is 'Balance, newest less oldest of six statements; money, -10000000000 to 10000000000; null = unknown';
comment on column analytics.risk_features.spare_limit is 'Credit limit not in use; money, -10000000000 to 10000000000; null = unknown';
comment on column analytics.risk_features.payment_made_1 is 'Payment made on the newest statement; money, 0 to 10000000000; null = unknown';
comment on column analytics.risk_features.payment_made_2 is 'Payment made on the second newest statement; money, 0 to 10000000000; null = unknown';
comment on column analytics.risk_features.paid_6m is 'Payments made, six statements together; money, 0 to 100000000000; null = unknown';
comment on column analytics.risk_features.payment_to_limit_6m is 'Mean payment as a share of the credit limit, six statements; ratio, 0 to 100; null = unknown';
comment on column analytics.risk_features.payment_ratio_1 is 'Share of the amount owed that was paid, newest statement; ratio, 0 to 10; null = unknown';
comment on column analytics.risk_features.payment_ratio_mean_6m is 'Mean share of the amount owed that was paid, six statements; ratio, 0 to 10; null = unknown';
comment on column analytics.risk_features.payment_ratio_min_6m is 'Smallest share of the amount owed that was paid, six statements; ratio, 0 to 10; null = unknown';
comment on column analytics.risk_features.inflow_30d is 'Money in, 30 days; money, 0 to 100000000000; null = unknown';
comment on column analytics.risk_features.inflow_90d is 'Money in, 90 days; money, 0 to 100000000000; null = unknown';
comment on column analytics.risk_features.inflow_180d is 'Money in, 180 days; money, 0 to 100000000000; null = unknown';
comment on column analytics.risk_features.outflow_30d is 'Money out, 30 days; money, 0 to 100000000000; null = unknown';
comment on column analytics.risk_features.outflow_90d is 'Money out, 90 days; money, 0 to 100000000000; null = unknown';
comment on column analytics.risk_features.outflow_180d is 'Money out, 180 days; money, 0 to 100000000000; null = unknown';
comment on column analytics.risk_features.net_flow_90d is 'Money in less money out, 90 days; money, -100000000000 to 100000000000; null = unknown';
comment on column analytics.risk_features.volatility_90d is 'Standard deviation of the amounts moved, 90 days; money, 0 to 100000000000; null = unknown';
comment on column analytics.risk_features.transactions_90d is 'Transactions in 90 days; transactions, 0 to 1000000; null = unknown';
comment on column analytics.risk_features.salary_share_90d is 'Share of the money in that is salary, 90 days; ratio, 0 to 1; null = unknown';
comment on column analytics.risk_features.cash_share_90d is 'Share of the money out that is cash, 90 days; ratio, 0 to 1; null = unknown';
comment on column analytics.risk_features.days_since_transaction is 'Days since the newest transaction; days, 0 to 180; null = unknown';
comment on column analytics.risk_features.minimum_balance_90d is 'Smallest account balance, 90 days; money, -100000000000 to 100000000000; null = unknown';
comment on column analytics.risk_features.amount is 'Amount applied for; money, 0 to 10000000000; null = unknown';
comment on column analytics.risk_features.term_months is 'Term of the loan; months, 1 to 600; null = unknown';
comment on column analytics.risk_features.annual_rate is 'Interest rate of the loan; ratio per year, 0 to 10; null = unknown';
comment on column analytics.risk_features.purpose is 'Purpose of the loan; null = unknown';
comment on column analytics.risk_features.instalment is 'Monthly instalment; money per month, 0 to 10000000000; null = unknown';
comment on column analytics.risk_features.debt_to_income is 'Debt payments and instalment as a share of the monthly income; ratio, 0 to 100; null = unknown';
comment on column analytics.risk_features.loan_to_value is 'Amount as a share of the collateral''s value; ratio, 0 to 1000; null = unknown';
comment on column analytics.risk_features.amount_to_limit is 'Amount as a share of the credit limit; ratio, 0 to 1000; null = unknown';
comment on column analytics.risk_features.amount_to_income is 'Amount as a share of the annual income; ratio, 0 to 1000; null = unknown';
comment on column analytics.risk_features.attributes is 'Features that the lender declared: feature name to value';
comment on column analytics.risk_features.fairness is 'Groups for measuring fairness (sex, marital_status, age_group and declared ones); never model inputs';
comment on column analytics.risk_features.built_at is 'When the row was built';

create index risk_features_run on analytics.risk_features (run_id, partition);
create index risk_features_customer on analytics.risk_features (customer_id);

create table analytics.customer_features (
  customer_id text not null,
  run_id uuid not null,
  as_of timestamp not null,
  partition smallint not null,
  age_years double precision,
  annual_income double precision,
  employment_years double precision,
  residence_years double precision,
  dependants integer,
  employment_status text,
  education_level text,
  residence_status text,
  credit_score integer,
  credit_limit double precision,
  open_accounts integer,
  inquiries_6m integer,
  delinquencies_24m integer,
  public_records integer,
  oldest_account_years double precision,
  statements_6m integer,
  months_past_due_1 integer,
  months_past_due_2 integer,
  months_past_due_3 integer,
  months_past_due_4 integer,
  months_past_due_5 integer,
  months_past_due_6 integer,
  months_past_due_max_6m integer,
  months_past_due_mean_6m double precision,
  statements_late_6m integer,
  statements_late_2_6m integer,
  statements_paid_in_full_6m integer,
  utilisation double precision,
  utilisation_mean_6m double precision,
  utilisation_max_6m double precision,
  utilisation_trend_6m double precision,
  balance double precision,
  balance_trend_6m double precision,
  spare_limit double precision,
  payment_made_1 double precision,
  payment_made_2 double precision,
  paid_6m double precision,
  payment_to_limit_6m double precision,
  payment_ratio_1 double precision,
  payment_ratio_mean_6m double precision,
  payment_ratio_min_6m double precision,
  inflow_30d double precision,
  inflow_90d double precision,
  inflow_180d double precision,
  outflow_30d double precision,
  outflow_90d double precision,
  outflow_180d double precision,
  net_flow_90d double precision,
  volatility_90d double precision,
  transactions_90d integer,
  salary_share_90d double precision,
  cash_share_90d double precision,
  days_since_transaction integer,
  minimum_balance_90d double precision,
  attributes jsonb not null default '{}',
  customer jsonb not null default '{}',
  built_at timestamptz not null default now(),
  primary key (customer_id, run_id)
);
comment on table analytics.customer_features is
  'One row per customer and run, as of the run: what a new application of the customer is joined with';
comment on column analytics.customer_features.customer_id is 'Customer';
comment on column analytics.customer_features.run_id is 'Run that built the row';
comment on column analytics.customer_features.as_of is 'Only events strictly before this time count, UTC';
comment on column analytics.customer_features.partition is 'Hash partition of the customer, 0 to 15';
comment on column analytics.customer_features.attributes is 'Features that the lender declared for customers: feature name to value';
comment on column analytics.customer_features.customer is 'The customer version used (valid_from, country) and the groups for measuring fairness; never model inputs';
comment on column analytics.customer_features.built_at is 'When the row was built';

create index customer_features_run on analytics.customer_features (run_id, partition);

create table analytics.publications (
  run_id uuid references analytics.runs,
  as_of date not null,
  published_at timestamptz not null default clock_timestamp(),
  rows bigint not null,
  primary key (run_id)
);
comment on table analytics.publications is
  'One row per published run. Inserting it is what publishes: readers join on it';
comment on column analytics.publications.run_id is 'Published run';
comment on column analytics.publications.as_of is 'as_of of its delivery';
comment on column analytics.publications.published_at is 'When it was published';
comment on column analytics.publications.rows is 'Rows of risk_features it published, 0 or more';

create table analytics.quality_results (
  run_id uuid not null references analytics.runs,
  check_name text not null,
  severity text not null check (severity in ('stop', 'warn')),
  failed_rows bigint not null,
  total_rows bigint not null,
  pass boolean not null,
  sample_keys jsonb not null default '[]',
  checked_at timestamptz not null default now(),
  description text not null,
  primary key (run_id, check_name)
);
comment on table analytics.quality_results is
  'One row per quality check and run';
comment on column analytics.quality_results.run_id is 'Run';
comment on column analytics.quality_results.check_name is 'Check: the file''s name in sql/quality';
comment on column analytics.quality_results.severity is 'stop: a failure keeps the run from being published; warn: it is only shown';
comment on column analytics.quality_results.failed_rows is 'Rows that fail, 0 to total_rows';
comment on column analytics.quality_results.total_rows is 'Rows looked at, 0 or more';
comment on column analytics.quality_results.pass is 'Whether the check passed';
comment on column analytics.quality_results.sample_keys is 'Up to 10 keys of failing rows; keys only, never personal values';
comment on column analytics.quality_results.checked_at is 'When it was checked';
comment on column analytics.quality_results.description is 'What the check looks for, in plain words';

-- What readers see: only rows of published runs.
create view analytics.current_features as
select f.*
from analytics.risk_features f
join analytics.publications p using (run_id)
where not exists (
  select from analytics.risk_features newer
  join analytics.publications newer_p using (run_id)
  where newer.application_id = f.application_id and newer.as_of = f.as_of
    and (newer_p.published_at, newer_p.run_id) > (p.published_at, p.run_id)
);
comment on view analytics.current_features is
  'One row per application and as-of time: the published row; the newest publication counts where there are several';

create view analytics.current_customer_features as
select f.*
from analytics.customer_features f
where f.run_id = (select run_id from analytics.publications order by as_of desc, published_at desc, run_id desc limit 1);
comment on view analytics.current_customer_features is 'One row per customer: features of the newest published run';

create view analytics.training_examples as
select f.application_id, f.customer_id, f.as_of, f.run_id,
  f.age_years, f.annual_income, f.employment_years, f.residence_years, f.dependants, f.employment_status,
  f.education_level, f.residence_status, f.credit_score, f.credit_limit, f.open_accounts, f.inquiries_6m,
  f.delinquencies_24m, f.public_records, f.oldest_account_years, f.statements_6m, f.months_past_due_1,
  f.months_past_due_2, f.months_past_due_3, f.months_past_due_4, f.months_past_due_5, f.months_past_due_6,
  f.months_past_due_max_6m, f.months_past_due_mean_6m, f.statements_late_6m, f.statements_late_2_6m,
  f.statements_paid_in_full_6m, f.utilisation, f.utilisation_mean_6m, f.utilisation_max_6m,
  f.utilisation_trend_6m, f.balance, f.balance_trend_6m, f.spare_limit, f.payment_made_1, f.payment_made_2,
  f.paid_6m, f.payment_to_limit_6m, f.payment_ratio_1, f.payment_ratio_mean_6m, f.payment_ratio_min_6m,
  f.inflow_30d, f.inflow_90d, f.inflow_180d, f.outflow_30d, f.outflow_90d, f.outflow_180d, f.net_flow_90d,
  f.volatility_90d, f.transactions_90d, f.salary_share_90d, f.cash_share_90d, f.days_since_transaction,
  f.minimum_balance_90d, f.amount, f.term_months, f.annual_rate, f.purpose, f.instalment, f.debt_to_income,
  f.loan_to_value, f.amount_to_limit, f.amount_to_income,
  f.attributes, f.fairness, outcome.defaulted::integer as defaulted, outcome.outcome_date
from analytics.current_features f
join (
  select distinct on (application_id) application_id, defaulted, outcome_date
  from staging.loan_applications
  order by application_id, valid_from desc
) outcome using (application_id)
join (
  select distinct on (application_id) application_id, applied_at
  from staging.loan_applications
  order by application_id, valid_from
) application using (application_id)
where outcome.defaulted is not null and outcome.outcome_date is not null and f.as_of = application.applied_at;
comment on view analytics.training_examples is
  'One row per application whose outcome is known and dated: its published features as of the application, and the outcome';

-- A feature means the same in every table and view, so its comment is copied rather than repeated.
do $$
declare
  copied record;
begin
  for copied in
    select target.attrelid::regclass as relation, target.attname as name, source.attrelid, source.attnum
    from (values (1, 'risk_features', 'customer_features'), (2, 'risk_features', 'current_features'),
                 (3, 'customer_features', 'current_customer_features'), (4, 'risk_features', 'training_examples')
         ) as pairs (step, source_name, target_name)
    join pg_attribute source on source.attrelid = format('analytics.%I', source_name)::regclass and source.attnum > 0
    join pg_attribute target on target.attrelid = format('analytics.%I', target_name)::regclass and target.attnum > 0
      and target.attname = source.attname
    where col_description(target.attrelid, target.attnum) is null
    order by step, target.attnum
  loop
    execute format('comment on column %s.%I is %L', copied.relation, copied.name,
      col_description(copied.attrelid, copied.attnum));
  end loop;
end
$$;
comment on column analytics.training_examples.defaulted is 'Outcome: 1 = defaulted, 0 = did not';
comment on column analytics.training_examples.outcome_date is 'Date on which the outcome became known';

grant usage on schema analytics to risk_etl, risk_training, risk_api_score, risk_api_read, risk_privacy;
grant select on all tables in schema analytics to risk_etl;
grant insert, update on analytics.runs, analytics.publications, analytics.quality_results to risk_etl;
grant insert, delete on analytics.risk_features, analytics.customer_features to risk_etl;
grant select on analytics.training_examples, analytics.current_features, analytics.publications, analytics.runs
  to risk_training;
grant select on analytics.current_features, analytics.current_customer_features, analytics.publications,
  analytics.runs to risk_api_score;
grant select on analytics.runs, analytics.publications, analytics.quality_results to risk_api_read;
grant select, update, delete on analytics.risk_features, analytics.customer_features to risk_privacy;
