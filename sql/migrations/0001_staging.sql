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
  run_id uuid not null,
  source_file text not null,
  source_line bigint not null,
  loaded_at timestamptz not null default now(),
  primary key (customer_id, valid_from)
);
comment on table staging.customers is
  'One row per customer and delivery that changed it: history is kept, so a later income never changes an earlier feature. PII is not stored here';
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
comment on column staging.customers.run_id is 'Run that delivered the row';
comment on column staging.customers.source_file is 'Delivered file the row came from';
comment on column staging.customers.source_line is 'Line of the file, counted from 1 with the header as line 1';
comment on column staging.customers.loaded_at is 'When the row was written';

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
comment on column staging.loan_applications.loaded_at is 'When the row was written';

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
comment on column staging.credit_history.loaded_at is 'When the row was written';

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
comment on column staging.transactions.loaded_at is 'When the row was written';

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

create table staging.superseded_rows (
  table_name text not null,
  key text not null,
  replaced_by_run uuid not null,
  replaced_at timestamptz not null default now(),
  row jsonb not null,
  primary key (table_name, key, replaced_by_run)
);
comment on table staging.superseded_rows is
  'One row per staging row that a later run corrected: the version it replaced';
comment on column staging.superseded_rows.table_name is 'Staging table';
comment on column staging.superseded_rows.key is 'Primary key of the row, values joined by ''/''';
comment on column staging.superseded_rows.replaced_by_run is 'Run that brought the correction';
comment on column staging.superseded_rows.replaced_at is 'When it was replaced';
comment on column staging.superseded_rows.row is 'The earlier version, with its own run, file and line';

create table staging.loads (
  run_id uuid not null,
  table_name text not null,
  file text not null,
  sha256 text not null,
  size_bytes bigint not null,
  mode text not null check (mode in ('full', 'delta')),
  rows_delivered bigint not null,
  rows_rejected_unparsed bigint not null,
  prepared_at timestamptz not null default now(),
  primary key (run_id, table_name, file)
);
comment on table staging.loads is
  'One row per run and delivered file: the file as delivered, and what could not even be parsed';
comment on column staging.loads.run_id is 'Run';
comment on column staging.loads.table_name is 'Staging table the file is for';
comment on column staging.loads.file is 'File name in the delivery';
comment on column staging.loads.sha256 is 'SHA-256 of the file as delivered, hex';
comment on column staging.loads.size_bytes is 'Size of the file as delivered, bytes';
comment on column staging.loads.mode is 'full: what is missing ended; delta: only changes';
comment on column staging.loads.rows_delivered is 'Data rows in the file, 0 or more';
comment on column staging.loads.rows_rejected_unparsed is 'Rows refused before they reached the database, of rows_delivered';
comment on column staging.loads.prepared_at is 'When the file was prepared';

create table staging.rejected_rows (
  run_id uuid not null,
  table_name text not null,
  file text not null,
  line bigint not null,
  reason text not null,
  row jsonb,
  rejected_at timestamptz not null default now(),
  primary key (run_id, table_name, file, line, reason)
);
comment on table staging.rejected_rows is
  'One row per refused row and reason; personal fields are gone before it is written';
comment on column staging.rejected_rows.run_id is 'Run';
comment on column staging.rejected_rows.table_name is 'Staging table the row was for';
comment on column staging.rejected_rows.file is 'File name in the delivery';
comment on column staging.rejected_rows.line is 'Line of the file, counted from 1 with the header as line 1';
comment on column staging.rejected_rows.reason is 'Why it was refused: a short name, such as duplicate_key or unknown_customer';
comment on column staging.rejected_rows.row is 'The row as delivered, without personal fields; null where it could not be split into fields';
comment on column staging.rejected_rows.rejected_at is 'When it was refused';

create table staging.attributes (
  table_name text not null check (table_name in ('customers', 'loan_applications')),
  name text not null check (name ~ '^[A-Za-z0-9_][A-Za-z0-9_ .-]{0,49}$'),
  type text not null check (type in ('number', 'category')),
  use text not null check (use in ('model', 'fairness', 'ignore')),
  label text,
  reason text,
  run_id uuid not null,
  declared_at timestamptz not null default now(),
  primary key (table_name, name)
);
comment on table staging.attributes is
  'One row per extra column that a lender declares; the newest declaration counts';
comment on column staging.attributes.table_name is 'Staging table that has the column';
comment on column staging.attributes.name is 'Column name; the feature is customer_<name> or application_<name>';
comment on column staging.attributes.type is 'number or category';
comment on column staging.attributes.use is 'model: a feature; fairness: measured only; ignore: kept only';
comment on column staging.attributes.label is 'Plain name for people';
comment on column staging.attributes.reason is 'Plain words for an adverse-action reason';
comment on column staging.attributes.run_id is 'Run whose manifest declared it';
comment on column staging.attributes.declared_at is 'When it was declared';

-- What an upsert replaces is never lost. In one delivery the last of two rows with one key wins, whatever order its
-- parts arrive in; the loser is a rejected row. A row of an earlier run with other values is kept as superseded.
-- Argument 1 is the table's name (a partition has its own), the others are its key columns.
create function staging.keep_replaced_row() returns trigger language plpgsql as $$
declare
  source_columns constant text[] := array['run_id', 'source_file', 'source_line', 'loaded_at'];
  old_row constant jsonb := to_jsonb(old);
  new_wins constant boolean :=
    (new.source_file collate "C", new.source_line) >= (old.source_file collate "C", old.source_line);
  loser jsonb;
begin
  if old.run_id = new.run_id then
    if old.source_file = new.source_file and old.source_line = new.source_line then
      return new;
    end if;
    loser := case when new_wins then old_row else to_jsonb(new) end;
    insert into staging.rejected_rows (run_id, table_name, file, line, reason, row)
    values (new.run_id, tg_argv[0], loser ->> 'source_file', (loser ->> 'source_line')::bigint, 'duplicate_key',
            loser - source_columns)
    on conflict do nothing;
    if new_wins then
      return new;
    end if;
    return null; -- the stored row stays as it is
  end if;
  if (old_row - source_columns) is distinct from (to_jsonb(new) - source_columns) then
    insert into staging.superseded_rows (table_name, key, replaced_by_run, row)
    values (tg_argv[0],
            (select string_agg(old_row ->> key_column, '/' order by position)
             from unnest(tg_argv[1:]) with ordinality as keys (key_column, position)),
            new.run_id, old_row)
    on conflict do nothing;
  end if;
  return new;
end
$$;
comment on function staging.keep_replaced_row is
  'Before update: keeps the row that loses, as rejected (same delivery) or superseded (earlier run)';

create trigger keep_replaced_row before update on staging.customers
  for each row execute function staging.keep_replaced_row('customers', 'customer_id', 'valid_from');
create trigger keep_replaced_row before update on staging.loan_applications
  for each row execute function staging.keep_replaced_row('loan_applications', 'application_id', 'valid_from');
create trigger keep_replaced_row before update on staging.credit_history
  for each row execute function staging.keep_replaced_row('credit_history', 'customer_id', 'as_of');
create trigger keep_replaced_row before update on staging.transactions
  for each row execute function staging.keep_replaced_row('transactions', 'customer_id', 'transaction_id');

grant usage on schema staging to risk_etl, risk_api_score, risk_training, risk_privacy;
grant select, insert, update on staging.customers, staging.loan_applications, staging.credit_history,
  staging.transactions to risk_etl;
grant select, insert on staging.superseded_rows to risk_etl;
grant select, insert, update, delete on staging.loads, staging.rejected_rows, staging.attributes to risk_etl;
-- An attribute is a model input, and its label and reason are shown with a score.
grant select on staging.attributes to risk_api_score, risk_training;
grant select, update, delete on staging.customers, staging.loan_applications, staging.credit_history,
  staging.transactions, staging.superseded_rows, staging.rejected_rows to risk_privacy;

-- Feature queries read a partition by its name.
do $$
begin
  for remainder in 0..15 loop
    execute format('grant select on staging.credit_history_p%1$s, staging.transactions_p%1$s to risk_etl',
      to_char(remainder, 'fm00'));
  end loop;
end
$$;
