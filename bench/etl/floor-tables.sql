-- The four tables with the columns that features need, typed and bare: no key, no check, no history, no lineage.
create unlogged table floor.customers (customer_id text, birth_date date, sex text, education_level text,
  marital_status text, dependants integer, employment_status text, employment_start_date date,
  annual_income double precision, residence_status text, residence_since date, country text, savings_months text,
  region text, branch_code text, full_name text, national_id text, email text, phone text, address text);
create unlogged table floor.credit_history (customer_id text, as_of date, credit_score integer, open_accounts integer,
  credit_limit double precision, balance double precision, payment_due double precision, payment_made double precision,
  months_past_due integer, delinquencies_24m integer, inquiries_6m integer, public_records integer,
  oldest_account_date date);
create unlogged table floor.transactions (transaction_id text, customer_id text, booked_at timestamp,
  amount double precision, kind text, balance_after double precision);
create unlogged table floor.loan_applications (application_id text, customer_id text, applied_at timestamp,
  amount double precision, term_months integer, annual_rate double precision, purpose text,
  monthly_debt_payments double precision, collateral_value double precision, channel text, prior_loans text, clerk text,
  status text, defaulted boolean, outcome_date date)
