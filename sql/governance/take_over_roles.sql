-- Stores the first roles. Parameters: people, as JSON (person → roles); by, who does it; why.
select governance.take_over_roles(cast(:people as jsonb), :by, :why) as roles
