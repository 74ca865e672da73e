-- Records what was done about a person, without the customer's id.
-- Grain: no row. Parameters: actor, action (person.…), subject (request), detail (JSON: numbers).
insert into audit.events (actor, action, subject, detail) values (:actor, :action, :subject, :detail)
