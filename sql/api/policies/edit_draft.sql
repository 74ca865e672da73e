-- Replaces the document of a draft that is at the revision which the person has seen.
-- Grain: one row. Parameters: version, revision, document, by_person.
select version from policies.edit_draft(:version, cast(:revision as integer), :document, :by_person)
