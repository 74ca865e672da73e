-- Features: of applications and of customers, run by run.

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

grant select, insert, delete on analytics.risk_features, analytics.customer_features to risk_etl;
grant select, update, delete on analytics.risk_features, analytics.customer_features to risk_privacy;
