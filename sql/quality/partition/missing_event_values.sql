-- Grain: one row per optional column of a partition's credit_history and transactions that counts its unknown values.
-- Parameters: run_id.
-- severity: stop
-- tolerance: column
-- description: No column of statements and transactions is unknown more often than its tolerance.
with credit_history as (
  select
    count(*) as rows,
    count(credit_score) as credit_score,
    count(open_accounts) as open_accounts,
    count(credit_limit) as credit_limit,
    count(balance) as balance,
    count(payment_due) as payment_due,
    count(payment_made) as payment_made,
    count(months_past_due) as months_past_due,
    count(delinquencies_24m) as delinquencies_24m,
    count(inquiries_6m) as inquiries_6m,
    count(public_records) as public_records,
    count(oldest_account_date) as oldest_account_date
  from staging.credit_history_p{{partition}}
  where run_id = :run_id
),
transactions as (
  select
    count(*) as rows,
    count(booked_at) as booked_at,
    count(kind) as kind,
    count(balance_after) as balance_after
  from staging.transactions_p{{partition}}
  where run_id = :run_id
)
select 'credit_history.' || name as key, rows - known as failed_rows, rows as total_rows
from credit_history
cross join lateral (values
  ('credit_score', credit_score),
  ('open_accounts', open_accounts),
  ('credit_limit', credit_limit),
  ('balance', balance),
  ('payment_due', payment_due),
  ('payment_made', payment_made),
  ('months_past_due', months_past_due),
  ('delinquencies_24m', delinquencies_24m),
  ('inquiries_6m', inquiries_6m),
  ('public_records', public_records),
  ('oldest_account_date', oldest_account_date)
) as listed (name, known)
union all
select 'transactions.' || name, rows - known, rows
from transactions
cross join lateral (values
  ('booked_at', booked_at),
  ('kind', kind),
  ('balance_after', balance_after)
) as listed (name, known)
