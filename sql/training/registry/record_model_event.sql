-- Grain: one row: that a model was registered, or went from a stage to another, by whom and why.
insert into audit.events (actor, action, subject, detail)
values (:actor, :action, :version, :detail)
