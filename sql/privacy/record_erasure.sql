-- Records an erasure in the audit, without the customer's id: the list of erasures has it until the backups expire.
-- Grain: one row. Parameters: actor, erasure_id, detail (JSON: what was deleted, in numbers).
insert into audit.events (actor, action, subject, detail)
values (:actor, 'person.erased', :erasure_id, :detail)
