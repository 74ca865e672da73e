-- Takes the id of an erased customer out of what the person asked for, with the corrections. What is unfinished has
-- nothing to be done any more, except for the erasure that runs.
-- Grain: one row with the number of changed rows. Parameters: customer_id.
select privacy.forget_customer(:customer_id) as deleted
