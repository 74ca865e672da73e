-- Staging: typed, deduplicated rows of the lender's deliveries, each with the run, file and line it came from.

create schema staging;
comment on schema staging is 'Typed and deduplicated rows of the deliveries, with refused and replaced rows beside them';

create table staging.customers (
  customer_id text not null,
  valid_from date not null,
  birth_date date,
  sex text,
  education_level text,
  marital_status text,
  dependants integer,
  employment_status text,
  employment_start_date date,
  annual_income numeric(14,2),
  residence_status text,
  residence_since date,
  country text,
  attributes jsonb not null default '{}',
  personal_data text,
  run_id uuid not null,
  source_file text not null,
  source_line bigint not null,
  loaded_at timestamptz not null default now(),
  ended_on date,
  ended_by_run uuid,
  primary key (customer_id, valid_from)
);
comment on table staging.customers is
  'One row per customer and delivery: history is kept, so a later income never changes an earlier feature. Personal data is sealed';
comment on column staging.customers.customer_id is 'The lender''s identifier of the customer';
comment on column staging.customers.valid_from is 'as_of of the delivery that brought this version';
comment on column staging.customers.birth_date is 'Date of birth';
comment on column staging.customers.sex is 'Sex as the lender records it; measured for fairness, never a model input';
comment on column staging.customers.education_level is 'Education level, the lender''s category';
comment on column staging.customers.marital_status is 'Marital status, the lender''s category; measured for fairness, never a model input';
comment on column staging.customers.dependants is 'Persons who depend on the income, 0 to 30';
comment on column staging.customers.employment_status is 'Employment status, the lender''s category';
comment on column staging.customers.employment_start_date is 'Start of the present employment';
comment on column staging.customers.annual_income is 'Income per year before tax, money, 0 or more';
comment on column staging.customers.residence_status is 'Form of residence, the lender''s category';
comment on column staging.customers.residence_since is 'Start at the present address';
comment on column staging.customers.country is 'Country of residence';
comment on column staging.customers.attributes is 'Declared extra columns: name to value (see staging.attributes)';
comment on column staging.customers.personal_data is
  'full_name, national_id, email, phone and address as delivered, sealed under a key of this person''s that lies outside the database (lambdas/shared/personal-data); null when none was delivered. Deleting the key erases it';
comment on column staging.customers.run_id is 'Run that delivered the row';
comment on column staging.customers.source_file is 'Delivered file the row came from';
comment on column staging.customers.source_line is 'Line of the file, counted from 1 with the header as line 1';
comment on column staging.customers.loaded_at is 'When these values were first written';
comment on column staging.customers.ended_on is 'as_of of the full delivery that no longer had it; null while it lasts. It counts as of times before that day only';
comment on column staging.customers.ended_by_run is 'Run that found it missing';

create table staging.loan_applications (
  application_id text not null,
  valid_from date not null,
  customer_id text not null,
  applied_at timestamp not null,
  amount numeric(14,2) not null,
  term_months integer,
  annual_rate numeric(9,6),
  purpose text,
  monthly_debt_payments numeric(14,2),
  collateral_value numeric(14,2),
  status text,
  defaulted boolean,
  outcome_date date,
  attributes jsonb not null default '{}',
  run_id uuid not null,
  source_file text not null,
  source_line bigint not null,
  loaded_at timestamptz not null default now(),
  ended_on date,
  ended_by_run uuid,
  primary key (application_id, valid_from)
);
comment on table staging.loan_applications is
  'One row per application and delivery that changed it: history is kept; the first version has the application''s own fields, the newest its outcome';
comment on column staging.loan_applications.application_id is 'The lender''s identifier of the application';
comment on column staging.loan_applications.valid_from is 'as_of of the delivery that brought this version';
comment on column staging.loan_applications.customer_id is 'The customer who applies';
comment on column staging.loan_applications.applied_at is 'When the application was made, UTC';
comment on column staging.loan_applications.amount is 'Amount applied for, money, 0 or more';
comment on column staging.loan_applications.term_months is 'Term, months, 1 to 600';
comment on column staging.loan_applications.annual_rate is 'Interest rate per year, 0.12 = 12 %';
comment on column staging.loan_applications.purpose is 'Purpose, the lender''s category';
comment on column staging.loan_applications.monthly_debt_payments is 'Payments on other debt, money per month, 0 or more';
comment on column staging.loan_applications.collateral_value is 'Value of the collateral, money, 0 or more';
comment on column staging.loan_applications.status is 'received, approved, declined, active or closed';
comment on column staging.loan_applications.defaulted is 'Outcome; null until known; counts only with an outcome_date';
comment on column staging.loan_applications.outcome_date is 'Date on which the outcome became known';
comment on column staging.loan_applications.attributes is 'Declared extra columns: name to value (see staging.attributes)';
comment on column staging.loan_applications.run_id is 'Run that delivered the row';
comment on column staging.loan_applications.source_file is 'Delivered file the row came from';
comment on column staging.loan_applications.source_line is 'Line of the file, counted from 1 with the header as line 1';
comment on column staging.loan_applications.loaded_at is 'When these values were first written';
comment on column staging.loan_applications.ended_on is 'as_of of the full delivery that no longer had it; null while it lasts. It counts as of times before that day only';
comment on column staging.loan_applications.ended_by_run is 'Run that found it missing';

create table staging.credit_history (
  customer_id text not null,
  as_of date not null,
  credit_score integer,
  open_accounts integer,
  credit_limit numeric(14,2),
  balance numeric(14,2),
  payment_due numeric(14,2),
  payment_made numeric(14,2),
  months_past_due integer,
  delinquencies_24m integer,
  inquiries_6m integer,
  public_records integer,
  oldest_account_date date,
  run_id uuid not null,
  source_file text not null,
  source_line bigint not null,
  loaded_at timestamptz not null default now(),
  ended_on date,
  ended_by_run uuid,
  primary key (customer_id, as_of)
) partition by hash (customer_id);
comment on table staging.credit_history is
  'One row per customer and monthly statement; a corrected statement replaces the earlier one, which is kept in staging.superseded_rows';
comment on column staging.credit_history.customer_id is 'The customer';
comment on column staging.credit_history.as_of is 'Statement date';
comment on column staging.credit_history.credit_score is 'Credit bureau score, points, 0 to 1000';
comment on column staging.credit_history.open_accounts is 'Open credit accounts, 0 or more';
comment on column staging.credit_history.credit_limit is 'Credit limit over all accounts, money';
comment on column staging.credit_history.balance is 'Balance owed, money; negative when overpaid';
comment on column staging.credit_history.payment_due is 'Smallest payment due for the month, money';
comment on column staging.credit_history.payment_made is 'Payment made in the month, money';
comment on column staging.credit_history.months_past_due is '-2 no use, -1 paid in full, 0 at least the minimum paid, 1, 2, ... months late';
comment on column staging.credit_history.delinquencies_24m is 'Delinquencies in the last 24 months, 0 or more';
comment on column staging.credit_history.inquiries_6m is 'Credit inquiries in the last 6 months, 0 or more';
comment on column staging.credit_history.public_records is 'Negative public records, 0 or more';
comment on column staging.credit_history.oldest_account_date is 'Opening date of the oldest account';
comment on column staging.credit_history.run_id is 'Run that delivered the row';
comment on column staging.credit_history.source_file is 'Delivered file the row came from';
comment on column staging.credit_history.source_line is 'Line of the file, counted from 1 with the header as line 1';
comment on column staging.credit_history.loaded_at is 'When these values were first written';
comment on column staging.credit_history.ended_on is 'as_of of the full delivery that no longer had it; null while it lasts. It counts as of times before that day only';
comment on column staging.credit_history.ended_by_run is 'Run that found it missing';

create table staging.transactions (
  customer_id text not null,
  transaction_id text not null,
  booked_at timestamp,
  amount numeric(14,2),
  kind text,
  balance_after numeric(14,2),
  run_id uuid not null,
  source_file text not null,
  source_line bigint not null,
  loaded_at timestamptz not null default now(),
  ended_on date,
  ended_by_run uuid,
  primary key (customer_id, transaction_id)
) partition by hash (customer_id);
comment on table staging.transactions is
  'One row per booked transaction; a corrected one replaces the earlier one, which is kept in staging.superseded_rows';
comment on column staging.transactions.customer_id is 'The customer';
comment on column staging.transactions.transaction_id is 'The lender''s identifier of the transaction, unique within the customer';
comment on column staging.transactions.booked_at is 'When it was booked, UTC; unknown ones count in no feature';
comment on column staging.transactions.amount is 'Money; positive = in, negative = out';
comment on column staging.transactions.kind is 'salary, card, cash, transfer, loan_payment, fee, gambling, or the lender''s own kind';
comment on column staging.transactions.balance_after is 'Balance of the account after it, money';
comment on column staging.transactions.run_id is 'Run that delivered the row';
comment on column staging.transactions.source_file is 'Delivered file the row came from';
comment on column staging.transactions.source_line is 'Line of the file, counted from 1 with the header as line 1';
comment on column staging.transactions.loaded_at is 'When these values were first written';
comment on column staging.transactions.ended_on is 'as_of of the full delivery that no longer had it; null while it lasts. It counts as of times before that day only';
comment on column staging.transactions.ended_by_run is 'Run that found it missing';

create index loan_applications_customer on staging.loan_applications (customer_id);

-- Sixteen named partitions each: one statement works on one of them.
do $$
declare
  parent text;
begin
  foreach parent in array array['credit_history', 'transactions'] loop
    for remainder in 0..15 loop
      execute format('create table staging.%I partition of staging.%I for values with (modulus 16, remainder %s)',
        parent || '_p' || to_char(remainder, 'fm00'), parent, remainder);
      execute format('comment on table staging.%I is %L',
        parent || '_p' || to_char(remainder, 'fm00'), format('Hash partition %s of 16 of staging.%s', remainder, parent));
    end loop;
  end loop;
end
$$;

-- Rows arrive run by run and month by month, so a few kilobytes of block ranges find a run or a window.
create index credit_history_run on staging.credit_history using brin (run_id, as_of);
create index transactions_run on staging.transactions using brin (run_id, booked_at);

grant usage on schema staging to risk_etl, risk_api_score, risk_training, risk_privacy;
grant select, insert, update on staging.customers, staging.loan_applications, staging.credit_history,
  staging.transactions to risk_etl;
grant delete on staging.customers, staging.loan_applications to risk_etl;
grant select, update, delete on staging.customers, staging.loan_applications, staging.credit_history,
  staging.transactions to risk_privacy;

-- Statements of the daily ETL work on a partition by its name.
do $$
begin
  for remainder in 0..15 loop
    execute format('grant select, delete, update (ended_on, ended_by_run)
      on staging.credit_history_p%1$s, staging.transactions_p%1$s to risk_etl', to_char(remainder, 'fm00'));
  end loop;
end
$$;
