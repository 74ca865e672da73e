-- Counts a batch's stored parts and their rows.
-- Grain: at most one row. Parameters: batch_id.
select b.rows_read, b.parts, count(p.part) as parts_stored, coalesce(sum(p.scored), 0) as scored,
  coalesce(sum(p.failed), 0) as failed
from predictions.batches b
left join predictions.batch_parts p using (batch_id)
where b.batch_id = :batch_id
group by b.batch_id
