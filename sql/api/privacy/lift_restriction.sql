-- Lifts a restriction that holds.
-- Grain: one row; none when it does not hold. Parameters: restriction_id, why, by_person.
select (privacy.lift_restriction(customer_id, kind, :why, :by_person)).restriction_id
from privacy.restrictions
where restriction_id = :restriction_id and lifted_at is null
