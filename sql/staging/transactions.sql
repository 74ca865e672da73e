-- Grain: one row per booked transaction (customer_id, transaction_id), from one part of a file.
-- Every row of the temporary table `part` ends in staging.transactions or, with its reason, in staging.rejected_rows.
with checked as materialized ( -- or the checks would be made for the sort and again for the result
  select part.*, coalesce(
      staging.missing_fault('missing_key', transaction_id),
      staging.missing_fault('missing_value:customer_id', customer_id),
      staging.missing_fault('missing_value:amount', amount),
      staging.text_fault('transaction_id', transaction_id),
      staging.text_fault('customer_id', customer_id),
      staging.timestamp_fault('booked_at', booked_at, :as_of),
      staging.number_fault('amount', amount, -999999999999.99, 999999999999.99),
      staging.text_fault('kind', kind),
      staging.number_fault('balance_after', balance_after, -999999999999.99, 999999999999.99),
      case when not exists (select from staging.customers c where c.customer_id = part.customer_id)
        then 'unknown_customer' end
    ) as fault
  from part
),
judged as materialized (
  select *, coalesce(fault, case
      when row_number() over (partition by customer_id, transaction_id, fault is null order by source_line desc) > 1
      then 'duplicate_key' end) as reason
  from checked
),
rejected as (
  insert into staging.rejected_rows (run_id, table_name, file, line, reason, row)
  select :run_id, 'transactions', :file, source_line, reason,
    jsonb_strip_nulls(to_jsonb(judged) - array['source_line', 'fault', 'reason'])
  from judged
  where reason is not null
  on conflict do nothing
),
accepted as (
  insert into staging.transactions as stored (customer_id, transaction_id, booked_at, amount, kind, balance_after,
    run_id, source_file, source_line)
  select customer_id, transaction_id, booked_at::timestamp, amount::numeric(14,2), kind, balance_after::numeric(14,2),
    :run_id, :file, source_line
  from judged
  where reason is null
  order by customer_id, transaction_id -- parts that share keys lock them in one order
  on conflict (customer_id, transaction_id) do update set
    (booked_at, amount, kind, balance_after, run_id, source_file, source_line, loaded_at, ended_on, ended_by_run) =
    (excluded.booked_at, excluded.amount, excluded.kind, excluded.balance_after, excluded.run_id,
     excluded.source_file, excluded.source_line, excluded.loaded_at,
     -- It is here again; what has ended it on a later day still has.
     case when stored.ended_on > :as_of then stored.ended_on end,
     case when stored.ended_on > :as_of then stored.ended_by_run end)
  where (stored.run_id, stored.source_file, stored.source_line)
    is distinct from (excluded.run_id, excluded.source_file, excluded.source_line)
)
select count(*) filter (where reason is null) as accepted, count(*) filter (where reason is not null) as rejected
from judged
