-- Stores why the roles of an approved request cannot be applied. Parameters: request_id; problem, a sentence.
select (governance.mark_failed(:request_id, 'apply-roles', :problem)).state
