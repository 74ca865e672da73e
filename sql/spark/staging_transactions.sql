-- Input of the Spark job: transactions with a time. No feature reads their ids.
-- Grain: one exported line per transaction of a partition's customers.
select customer_id, booked_at, amount, kind, balance_after, ended_on
from staging.transactions_p{{partition}}
where booked_at is not null
