-- Counts the pieces that the largest partition is exported in, so that no statement exports more than piece_bytes.
-- Grain: one row. Parameters: piece_bytes.
select cast(greatest(1, ceil(max(pg_relation_size(inhrelid)) / cast(:piece_bytes as double precision))) as integer)
  as pieces
from pg_inherits
where inhparent in ('staging.transactions'::regclass, 'staging.credit_history'::regclass)
