-- Gives the free case that is due first to a person; those that wait for documents are left to their holders.
-- Grain: one row; its case_id is null where no case waits for the person. Parameters: action_id, by_person, kind (null:
-- any), can_decide (false: only decisions that wait for a second person).
select case_id from cases.claim_next(:action_id, :by_person, cast(:kind as text), :can_decide)
