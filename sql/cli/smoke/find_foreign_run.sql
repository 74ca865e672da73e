-- Finds the oldest run that no smoke test opened. Executions of a smoke test have names that begin with `smoke-`.
-- Grain: one row at most.
select to_char(as_of, 'YYYY-MM-DD') as as_of, state, execution_id
from analytics.runs
where execution_id not like '%:smoke-%'
order by opened_at
limit 1
