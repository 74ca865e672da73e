-- Grain: one row: in how many pieces the largest partition is exported, so that no statement exports more bytes than asked.
select cast(greatest(1, ceil(max(pg_relation_size(inhrelid)) / cast(:piece_bytes as double precision))) as integer)
  as pieces
from pg_inherits
where inhparent in ('staging.transactions'::regclass, 'staging.credit_history'::regclass)
