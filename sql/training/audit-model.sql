-- Grain: one row: that a model was registered, at which stage and why.
insert into audit.events (actor, action, subject, detail)
values (:actor, 'model.registered', :version, :detail)
