-- Grain: one exported line per transaction of a partition's customers that can count: no feature asks for its id.
select customer_id, booked_at, amount, kind, balance_after, ended_on
from staging.transactions_p{{partition}}
where booked_at is not null
