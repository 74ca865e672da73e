-- Staging as of the newest publication: a run writes over rows and declarations of earlier ones while it is at work,
-- and none of that is for readers before it is published. They read these views in place of the tables.

create view staging.published_applications as
select application_id, valid_from, customer_id, applied_at, status, defaulted, outcome_date,
  case when not exists (
    select from analytics.runs where runs.run_id = stored.ended_by_run and runs.state <> 'published'
  ) then ended_on end as ended_on
from staging.loan_applications stored
where not exists (
  -- What it only delivered again was written by an earlier run.
  select from analytics.runs
  where runs.run_id = stored.run_id and runs.state <> 'published' and stored.loaded_at >= runs.opened_at
)
union all
select earlier.application_id, earlier.valid_from, earlier.customer_id, earlier.applied_at, earlier.status,
  earlier.defaulted, earlier.outcome_date, earlier.ended_on
from staging.superseded_rows replaced
join analytics.runs on runs.run_id = replaced.replaced_by_run and runs.state <> 'published'
cross join jsonb_populate_record(null::staging.loan_applications, replaced.row) as earlier
where replaced.table_name = 'loan_applications';
comment on view staging.published_applications is
  'One row per application and version, as published runs left it: what a run that is not published wrote is not in it';
comment on column staging.published_applications.application_id is 'The lender''s identifier of the application';
comment on column staging.published_applications.valid_from is 'as_of of the delivery that brought this version';
comment on column staging.published_applications.customer_id is 'The customer who applies';
comment on column staging.published_applications.applied_at is 'When the application was made, UTC';
comment on column staging.published_applications.status is 'received, approved, declined, active or closed';
comment on column staging.published_applications.defaulted is 'Outcome; null until known; counts only with an outcome_date';
comment on column staging.published_applications.outcome_date is 'Date on which the outcome became known';
comment on column staging.published_applications.ended_on is
  'as_of of the published full delivery that no longer had it; null while it lasts';

create view staging.published_attributes as
select table_name, name, type, use, label, reason
from staging.attributes declared
where not exists (
  select from analytics.runs where runs.run_id = declared.run_id and runs.state <> 'published'
)
union all
select earlier.table_name, earlier.name, earlier.type, earlier.use, earlier.label, earlier.reason
from staging.superseded_rows replaced
join analytics.runs on runs.run_id = replaced.replaced_by_run and runs.state <> 'published'
cross join jsonb_populate_record(null::staging.attributes, replaced.row) as earlier
where replaced.table_name = 'attributes';
comment on view staging.published_attributes is
  'One row per column of the lender''s own (table_name, name), as the newest published run declares it';
comment on column staging.published_attributes.table_name is 'Staging table with the column';
comment on column staging.published_attributes.name is 'The lender''s name of the column';
comment on column staging.published_attributes.type is 'number or category';
comment on column staging.published_attributes.use is 'model, fairness or ignore';
comment on column staging.published_attributes.label is 'What it is, in plain words';
comment on column staging.published_attributes.reason is 'Why it counts against somebody, in plain words';

grant select on staging.published_applications to risk_etl;
grant select on staging.published_attributes to risk_etl, risk_api_score, risk_training;
revoke select on staging.attributes from risk_api_score, risk_training;

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
  from staging.published_applications
  order by application_id, valid_from desc
) outcome using (application_id)
join (
  select distinct on (application_id) application_id, applied_at
  from staging.published_applications
  order by application_id, valid_from
) application using (application_id)
where outcome.defaulted is not null and outcome.outcome_date is not null and f.as_of = application.applied_at;
