-- A run that is not published shows nothing to readers, neither while it is at work nor when it has failed.

-- Its outcomes do not count before its day is published.
create or replace view analytics.training_examples as
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
  where valid_from <= (select max(as_of) from analytics.publications)
  order by application_id, valid_from desc
) outcome using (application_id)
join (
  select distinct on (application_id) application_id, applied_at
  from staging.loan_applications
  order by application_id, valid_from
) application using (application_id)
where outcome.defaulted is not null and outcome.outcome_date is not null and f.as_of = application.applied_at;

-- A declaration that it replaced is kept, so that it can be put back with the rows.
create function staging.keep_replaced_attribute() returns trigger language plpgsql as $$
begin
  if old.run_id <> new.run_id then
    insert into staging.superseded_rows (table_name, key, replaced_by_run, row)
    values ('attributes', old.table_name || '/' || old.name, new.run_id, to_jsonb(old))
    on conflict do nothing;
  end if;
  return new;
end
$$;
comment on function staging.keep_replaced_attribute is 'Before update: keeps the declaration of an earlier run';

create trigger keep_replaced_attribute before update on staging.attributes
  for each row execute function staging.keep_replaced_attribute();

comment on table staging.superseded_rows is
  'One row per staging row that a later run corrected, and per attribute it declared anew: the version it replaced';
