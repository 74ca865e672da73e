-- Updates the comments of feature columns whose ranges became those of the delivered columns (sql/features/catalogue.json).

do $$
declare
  changed record;
begin
  for changed in
    select attrelid::regclass as relation, attname as name, comment
    from (values
      ('age_years', 'Age; years, 0 to 200; null = unknown'),
      ('annual_income', 'Annual income; money per year, 0 to 999999999999.99; null = unknown'),
      ('employment_years', 'Years in the present employment; years, 0 to 200; null = unknown'),
      ('residence_years', 'Years at the present address; years, 0 to 200; null = unknown'),
      ('credit_limit', 'Credit limit on the newest statement; money, 0 to 999999999999.99; null = unknown'),
      ('open_accounts', 'Open credit accounts; accounts, 0 to 100000; null = unknown'),
      ('inquiries_6m', 'Credit inquiries in six months; inquiries, 0 to 100000; null = unknown'),
      ('delinquencies_24m', 'Delinquencies in 24 months; delinquencies, 0 to 100000; null = unknown'),
      ('public_records', 'Public records; records, 0 to 100000; null = unknown'),
      ('oldest_account_years', 'Age of the oldest account; years, 0 to 200; null = unknown'),
      ('months_past_due_1', 'Months past due on the newest statement; months, -2 to 1200; null = unknown'),
      ('months_past_due_2', 'Months past due on the second newest statement; months, -2 to 1200; null = unknown'),
      ('months_past_due_3', 'Months past due on the third newest statement; months, -2 to 1200; null = unknown'),
      ('months_past_due_4', 'Months past due on the fourth newest statement; months, -2 to 1200; null = unknown'),
      ('months_past_due_5', 'Months past due on the fifth newest statement; months, -2 to 1200; null = unknown'),
      ('months_past_due_6', 'Months past due on the sixth newest statement; months, -2 to 1200; null = unknown'),
      ('months_past_due_max_6m', 'Most months past due, six statements; months, -2 to 1200; null = unknown'),
      ('months_past_due_mean_6m', 'Mean months past due, six statements; months, -2 to 1200; null = unknown'),
      ('utilisation', 'Share of the credit limit in use; ratio, -1000000000000000 to 1000000000000000; null = unknown'),
      ('utilisation_mean_6m', 'Mean share of the credit limit in use, six statements; ratio, -1000000000000000 to 1000000000000000; null = unknown'),
      ('utilisation_max_6m', 'Largest share of the credit limit in use, six statements; ratio, -1000000000000000 to 1000000000000000; null = unknown'),
      ('utilisation_trend_6m', 'Share of the credit limit in use, newest less oldest of six statements; ratio, -1000000000000000 to 1000000000000000; null = unknown'),
      ('balance', 'Balance on the newest statement; money, -999999999999.99 to 999999999999.99; null = unknown'),
      ('balance_trend_6m', 'Balance, newest less oldest of six statements; money, -1000000000000000 to 1000000000000000; null = unknown'),
      ('spare_limit', 'Credit limit not in use; money, -1000000000000000 to 1000000000000000; null = unknown'),
      ('payment_made_1', 'Payment made on the newest statement; money, -999999999999.99 to 999999999999.99; null = unknown'),
      ('payment_made_2', 'Payment made on the second newest statement; money, -999999999999.99 to 999999999999.99; null = unknown'),
      ('paid_6m', 'Payments made, six statements together; money, -1000000000000000 to 1000000000000000; null = unknown'),
      ('payment_to_limit_6m', 'Mean payment as a share of the credit limit, six statements; ratio, -1000000000000000 to 1000000000000000; null = unknown'),
      ('payment_ratio_1', 'Share of the amount owed that was paid, newest statement; ratio, -1000000000000000 to 1000000000000000; null = unknown'),
      ('payment_ratio_mean_6m', 'Mean share of the amount owed that was paid, six statements; ratio, -1000000000000000 to 1000000000000000; null = unknown'),
      ('payment_ratio_min_6m', 'Smallest share of the amount owed that was paid, six statements; ratio, -1000000000000000 to 1000000000000000; null = unknown'),
      ('inflow_30d', 'Money in, 30 days; money, 0 to 1000000000000000; null = unknown'),
      ('inflow_90d', 'Money in, 90 days; money, 0 to 1000000000000000; null = unknown'),
      ('inflow_180d', 'Money in, 180 days; money, 0 to 1000000000000000; null = unknown'),
      ('outflow_30d', 'Money out, 30 days; money, 0 to 1000000000000000; null = unknown'),
      ('outflow_90d', 'Money out, 90 days; money, 0 to 1000000000000000; null = unknown'),
      ('outflow_180d', 'Money out, 180 days; money, 0 to 1000000000000000; null = unknown'),
      ('net_flow_90d', 'Money in less money out, 90 days; money, -1000000000000000 to 1000000000000000; null = unknown'),
      ('volatility_90d', 'Standard deviation of the amounts moved, 90 days; money, 0 to 1000000000000000; null = unknown'),
      ('minimum_balance_90d', 'Smallest account balance, 90 days; money, -999999999999.99 to 999999999999.99; null = unknown'),
      ('amount', 'Amount applied for; money, 0 to 999999999999.99; null = unknown'),
      ('instalment', 'Monthly instalment; money per month, 0 to 1000000000000000; null = unknown'),
      ('debt_to_income', 'Debt payments and instalment as a share of the monthly income; ratio, 0 to 1000000000000000; null = unknown'),
      ('loan_to_value', 'Amount as a share of the collateral''s value; ratio, 0 to 1000000000000000; null = unknown'),
      ('amount_to_limit', 'Amount as a share of the credit limit; ratio, 0 to 1000000000000000; null = unknown'),
      ('amount_to_income', 'Amount as a share of the annual income; ratio, 0 to 1000000000000000; null = unknown')
    ) as described (name, comment)
    join pg_attribute on attname = described.name and attnum > 0 and not attisdropped
    where attrelid in ('analytics.risk_features'::regclass, 'analytics.customer_features'::regclass,
      'analytics.current_features'::regclass, 'analytics.current_customer_features'::regclass,
      'analytics.training_examples'::regclass)
  loop
    execute format('comment on column %s.%I is %L', changed.relation, changed.name, changed.comment);
  end loop;
end
$$;
