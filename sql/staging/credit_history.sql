-- Grain: one row per customer and monthly statement (customer_id, as_of), from one part of a file.
-- Every row of the temporary table `part` ends in staging.credit_history or, with its reason, in staging.rejected_rows.
with checked as materialized ( -- or the checks would be made for the sort and again for the result
  select part.*, coalesce(
      staging.missing_fault('missing_key', customer_id),
      staging.missing_fault('missing_key', as_of),
      staging.text_fault('customer_id', customer_id),
      staging.date_fault('as_of', as_of, :as_of),
      staging.integer_fault('credit_score', credit_score, 0, 1000),
      staging.integer_fault('open_accounts', open_accounts, 0, 100000),
      staging.number_fault('credit_limit', credit_limit, 0, 999999999999.99),
      staging.number_fault('balance', balance, -999999999999.99, 999999999999.99),
      staging.number_fault('payment_due', payment_due, 0, 999999999999.99),
      staging.number_fault('payment_made', payment_made, -999999999999.99, 999999999999.99),
      staging.integer_fault('months_past_due', months_past_due, -2, 1200),
      staging.integer_fault('delinquencies_24m', delinquencies_24m, 0, 100000),
      staging.integer_fault('inquiries_6m', inquiries_6m, 0, 100000),
      staging.integer_fault('public_records', public_records, 0, 100000),
      staging.date_fault('oldest_account_date', oldest_account_date, :as_of),
      case when not exists (select from staging.customers c where c.customer_id = part.customer_id)
        then 'unknown_customer' end
    ) as fault
  from part
),
judged as materialized (
  select *, coalesce(fault, case
      when row_number() over (partition by customer_id, as_of, fault is null order by source_line desc) > 1
      then 'duplicate_key' end) as reason
  from checked
),
rejected as (
  insert into staging.rejected_rows (run_id, table_name, file, line, reason, row)
  select :run_id, 'credit_history', :file, source_line, reason,
    jsonb_strip_nulls(to_jsonb(judged) - array['source_line', 'fault', 'reason'])
  from judged
  where reason is not null
  on conflict do nothing
),
accepted as (
  insert into staging.credit_history as stored (customer_id, as_of, credit_score, open_accounts, credit_limit, balance,
    payment_due, payment_made, months_past_due, delinquencies_24m, inquiries_6m, public_records, oldest_account_date,
    run_id, source_file, source_line)
  select customer_id, as_of::date, credit_score::numeric::integer, open_accounts::numeric::integer, credit_limit::numeric(14,2),
    balance::numeric(14,2), payment_due::numeric(14,2), payment_made::numeric(14,2), months_past_due::numeric::integer,
    delinquencies_24m::numeric::integer, inquiries_6m::numeric::integer, public_records::numeric::integer, oldest_account_date::date,
    :run_id, :file, source_line
  from judged
  where reason is null
  order by customer_id, as_of -- parts that share keys lock them in one order
  on conflict (customer_id, as_of) do update set
    (credit_score, open_accounts, credit_limit, balance, payment_due, payment_made, months_past_due,
     delinquencies_24m, inquiries_6m, public_records, oldest_account_date, run_id, source_file, source_line,
     loaded_at, ended_on, ended_by_run) =
    (excluded.credit_score, excluded.open_accounts, excluded.credit_limit, excluded.balance, excluded.payment_due,
     excluded.payment_made, excluded.months_past_due, excluded.delinquencies_24m, excluded.inquiries_6m,
     excluded.public_records, excluded.oldest_account_date, excluded.run_id, excluded.source_file,
     excluded.source_line, excluded.loaded_at,
     -- It is here again; what has ended it on a later day still has.
     case when stored.ended_on > :as_of then stored.ended_on end,
     case when stored.ended_on > :as_of then stored.ended_by_run end)
  where (stored.run_id, stored.source_file, stored.source_line)
    is distinct from (excluded.run_id, excluded.source_file, excluded.source_line)
)
select count(*) filter (where reason is null) as accepted, count(*) filter (where reason is not null) as rejected
from judged
