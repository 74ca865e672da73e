-- What readers see: only rows of published runs. A run that is not published shows nothing, neither while it is at work
-- nor when it has failed.
create view analytics.current_features as
select f.*
from analytics.risk_features f
join analytics.publications p using (run_id)
where not exists (
  select from analytics.risk_features newer
  join analytics.publications newer_p using (run_id)
  where newer.application_id = f.application_id and newer.as_of = f.as_of
    and (newer_p.published_at, newer_p.run_id) > (p.published_at, p.run_id)
);
comment on view analytics.current_features is
  'One row per application and as-of time: the published row; the newest publication counts where there are several';

create view analytics.current_customer_features as
select f.*
from analytics.customer_features f
where f.run_id = (select run_id from analytics.publications order by as_of desc, published_at desc, run_id desc limit 1);
comment on view analytics.current_customer_features is 'One row per customer: features of the newest published run';

-- The outcomes of a run do not count before its day is published.
create view analytics.training_examples as
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
comment on view analytics.training_examples is
  'One row per application whose outcome is known and dated: its published features as of the application, and the outcome';

-- A feature means the same in every table and view, so its comment is copied rather than repeated.
do $$
declare
  copied record;
begin
  for copied in
    select target.attrelid::regclass as relation, target.attname as name, source.attrelid, source.attnum
    from (values (1, 'risk_features', 'customer_features'), (2, 'risk_features', 'current_features'),
                 (3, 'customer_features', 'current_customer_features'), (4, 'risk_features', 'training_examples')
         ) as pairs (step, source_name, target_name)
    join pg_attribute source on source.attrelid = format('analytics.%I', source_name)::regclass and source.attnum > 0
    join pg_attribute target on target.attrelid = format('analytics.%I', target_name)::regclass and target.attnum > 0
      and target.attname = source.attname
    where col_description(target.attrelid, target.attnum) is null
    order by step, target.attnum
  loop
    execute format('comment on column %s.%I is %L', copied.relation, copied.name,
      col_description(copied.attrelid, copied.attnum));
  end loop;
end
$$;
comment on column analytics.training_examples.defaulted is 'Outcome: 1 = defaulted, 0 = did not';
comment on column analytics.training_examples.outcome_date is 'Date on which the outcome became known';

grant select on analytics.current_features, analytics.current_customer_features to risk_etl, risk_api_score;
grant select on analytics.training_examples to risk_etl, risk_training;
grant select on analytics.current_features to risk_training;
