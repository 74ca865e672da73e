-- Input of the Spark job: statements.
-- Grain: one exported line per statement of a partition's customers.
select customer_id, as_of, credit_score, open_accounts, credit_limit, balance, payment_due, payment_made,
  months_past_due, delinquencies_24m, inquiries_6m, public_records, oldest_account_date, ended_on
from staging.credit_history_p{{partition}}
