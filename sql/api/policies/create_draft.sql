-- Creates a draft of a policy.
-- Grain: one row. Parameters: version, document, based_on (null without), by_person.
select version from policies.create_draft(:version, :document, :based_on, :by_person)
