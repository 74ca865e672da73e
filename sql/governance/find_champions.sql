-- Finds the champion and the one before it, in the order of promotions. Rollbacks do not change that order: a second
-- rollback goes one champion further back.
-- Grain: one row; null where there is none.
select champion.version as champion, (
  select earlier.version
  from predictions.model_metadata earlier
  where earlier.stage = 'retired' and earlier.promoted_at < champion.promoted_at
  order by earlier.promoted_at desc
  limit 1
) as previous
from (select) as one
left join predictions.model_metadata champion on champion.stage = 'champion'
