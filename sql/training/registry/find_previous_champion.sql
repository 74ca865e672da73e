-- Finds the champion before the present one, in the order of promotions. Rollbacks do not change that order: a second
-- rollback goes one champion further back.
-- Grain: at most one row.
select earlier.version
from predictions.model_metadata champion
join predictions.model_metadata earlier on earlier.promoted_at < champion.promoted_at
where champion.stage = 'champion' and earlier.stage = 'retired'
order by earlier.promoted_at desc
limit 1
