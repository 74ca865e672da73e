-- Grain: one row per application and delivery (application_id, valid_from = the delivery's as_of), from one part of a
-- file. Every row of the temporary table `part` ends in staging.loan_applications or, with its reason, in
-- staging.rejected_rows.
with checked as materialized ( -- or the checks would be made for the sort and again for the result
  select part.*, coalesce(
      staging.missing_fault('missing_key', application_id),
      staging.missing_fault('missing_value:customer_id', customer_id),
      staging.missing_fault('missing_value:applied_at', applied_at),
      staging.missing_fault('missing_value:amount', amount),
      staging.text_fault('application_id', application_id),
      staging.text_fault('customer_id', customer_id),
      staging.timestamp_fault('applied_at', applied_at, :as_of),
      staging.number_fault('amount', amount, 0, 999999999999.99),
      staging.integer_fault('term_months', term_months, 1, 600),
      staging.number_fault('annual_rate', annual_rate, 0, 10),
      staging.text_fault('purpose', purpose),
      staging.number_fault('monthly_debt_payments', monthly_debt_payments, 0, 999999999999.99),
      staging.number_fault('collateral_value', collateral_value, 0, 999999999999.99),
      case when status not in ('received', 'approved', 'declined', 'active', 'closed') then 'not_allowed:status' end,
      staging.boolean_fault('defaulted', defaulted),
      -- An outcome dated after its delivery is odd, not impossible: a quality check warns of it.
      staging.date_fault('outcome_date', outcome_date, 'infinity'),
      case when outcome_date::date < applied_at::date then 'out_of_range:outcome_date' end,
      case when not exists (select from staging.customers c where c.customer_id = part.customer_id)
        then 'unknown_customer' end
    ) as fault
  from part
),
judged as materialized (
  select *, coalesce(fault, case
      when row_number() over (partition by application_id, fault is null order by source_line desc) > 1
      then 'duplicate_key' end) as reason
  from checked
),
rejected as (
  insert into staging.rejected_rows (run_id, table_name, file, line, reason, row)
  select :run_id, 'loan_applications', :file, source_line, reason,
    jsonb_strip_nulls(to_jsonb(judged) - array['source_line', 'fault', 'reason'])
  from judged
  where reason is not null
  on conflict do nothing
),
accepted as (
  insert into staging.loan_applications as stored (application_id, valid_from, customer_id, applied_at, amount,
    term_months, annual_rate, purpose, monthly_debt_payments, collateral_value, status, defaulted, outcome_date,
    attributes, run_id, source_file, source_line)
  select application_id, :as_of, customer_id, applied_at::timestamp, amount::numeric(14,2), term_months::numeric::integer,
    annual_rate::numeric(9,6), purpose, monthly_debt_payments::numeric(14,2), collateral_value::numeric(14,2), status,
    defaulted::boolean, outcome_date::date, attributes, :run_id, :file, source_line
  from judged
  where reason is null
  order by application_id -- parts that share keys lock them in one order
  on conflict (application_id, valid_from) do update set
    (customer_id, applied_at, amount, term_months, annual_rate, purpose, monthly_debt_payments, collateral_value,
     status, defaulted, outcome_date, attributes, run_id, source_file, source_line, loaded_at, ended_on, ended_by_run) =
    (excluded.customer_id, excluded.applied_at, excluded.amount, excluded.term_months, excluded.annual_rate,
     excluded.purpose, excluded.monthly_debt_payments, excluded.collateral_value, excluded.status, excluded.defaulted,
     excluded.outcome_date, excluded.attributes, excluded.run_id, excluded.source_file, excluded.source_line,
     excluded.loaded_at,
     -- It is here again; what has ended it on a later day still has.
     case when stored.ended_on > :as_of then stored.ended_on end,
     case when stored.ended_on > :as_of then stored.ended_by_run end)
  where (stored.run_id, stored.source_file, stored.source_line)
    is distinct from (excluded.run_id, excluded.source_file, excluded.source_line)
)
select count(*) filter (where reason is null) as accepted, count(*) filter (where reason is not null) as rejected
from judged
