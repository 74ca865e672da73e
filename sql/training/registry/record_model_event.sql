-- Records in the audit that a model was registered, or that its lifecycle stage changed.
-- Grain: one row. Parameters: actor, action, version, detail (JSON).
insert into audit.events (actor, action, subject, detail)
values (:actor, :action, :version, :detail)
