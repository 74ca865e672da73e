-- Grain: one row: the champion before the present one; none when there was none. Models are taken in the order of their
-- promotions, which rollbacks leave alone: a second rollback goes one further back, not forth again.
select earlier.version
from predictions.model_metadata champion
join predictions.model_metadata earlier on earlier.promoted_at < champion.promoted_at
where champion.stage = 'champion' and earlier.stage = 'retired'
order by earlier.promoted_at desc
limit 1
