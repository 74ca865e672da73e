-- Roles that people have by approval. Grain: one row per person and role.
select person, role, since, request_id
from governance.person_roles
order by person, role
