-- Records in the audit what happened to a model: registration, stage, refusal, first hash.
-- Grain: one row. Parameters: actor, action, version, detail (JSON).
insert into audit.events (actor, action, subject, detail)
values (:actor, :action, :version, :detail)
