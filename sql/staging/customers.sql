-- Grain: one row per customer and delivery (customer_id, valid_from = the delivery's as_of), from one part of a file.
-- Every row of the temporary table `part` ends in staging.customers or, with its reason, in staging.rejected_rows.
with checked as materialized ( -- or the checks would be made for the sort and again for the result
  select part.*, coalesce(
      staging.missing_fault('missing_key', customer_id),
      staging.text_fault('customer_id', customer_id),
      staging.date_fault('birth_date', birth_date, :as_of),
      staging.text_fault('sex', sex),
      staging.text_fault('education_level', education_level),
      staging.text_fault('marital_status', marital_status),
      staging.integer_fault('dependants', dependants, 0, 30),
      staging.text_fault('employment_status', employment_status),
      staging.date_fault('employment_start_date', employment_start_date, :as_of),
      staging.number_fault('annual_income', annual_income, 0, 999999999999.99),
      staging.text_fault('residence_status', residence_status),
      staging.date_fault('residence_since', residence_since, :as_of),
      staging.text_fault('country', country)
    ) as fault
  from part
),
judged as materialized (
  select *, coalesce(fault, case
      when row_number() over (partition by customer_id, fault is null order by source_line desc) > 1
      then 'duplicate_key' end) as reason
  from checked
),
rejected as (
  insert into staging.rejected_rows (run_id, table_name, file, line, reason, row)
  select :run_id, 'customers', :file, source_line, reason,
    jsonb_strip_nulls(to_jsonb(judged) - array['source_line', 'fault', 'reason', 'personal_data'])
  from judged
  where reason is not null
  on conflict do nothing
),
accepted as (
  insert into staging.customers as stored (customer_id, valid_from, birth_date, sex, education_level, marital_status,
    dependants, employment_status, employment_start_date, annual_income, residence_status, residence_since, country,
    attributes, personal_data, run_id, source_file, source_line)
  select customer_id, :as_of, birth_date::date, sex, education_level, marital_status, dependants::numeric::integer,
    employment_status, employment_start_date::date, annual_income::numeric(14,2), residence_status,
    residence_since::date, country, attributes, personal_data, :run_id, :file, source_line
  from judged
  where reason is null
  order by customer_id -- parts that share keys lock them in one order
  on conflict (customer_id, valid_from) do update set
    (birth_date, sex, education_level, marital_status, dependants, employment_status, employment_start_date,
     annual_income, residence_status, residence_since, country, attributes, personal_data, run_id, source_file,
     source_line, loaded_at, ended_on, ended_by_run) =
    (excluded.birth_date, excluded.sex, excluded.education_level, excluded.marital_status, excluded.dependants,
     excluded.employment_status, excluded.employment_start_date, excluded.annual_income, excluded.residence_status,
     excluded.residence_since, excluded.country, excluded.attributes, excluded.personal_data, excluded.run_id,
     excluded.source_file, excluded.source_line, excluded.loaded_at,
     -- It is here again; what has ended it on a later day still has.
     case when stored.ended_on > :as_of then stored.ended_on end,
     case when stored.ended_on > :as_of then stored.ended_by_run end)
  where (stored.run_id, stored.source_file, stored.source_line)
    is distinct from (excluded.run_id, excluded.source_file, excluded.source_line)
)
select count(*) filter (where reason is null) as accepted, count(*) filter (where reason is not null) as rejected
from judged
