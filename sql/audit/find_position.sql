-- Finds how far the trail has recorded one kind of row: the first transaction that it has not, and the time of the
-- last recorded row.
-- Grain: one row. Parameters: kind.
select coalesce(max(to_transaction) + 1, 0) as next_transaction,
  coalesce(audit.format_time(max(to_time)), '-infinity') as to_time
from audit.entries
join audit.heads using (entry_id)
where kind = :kind
