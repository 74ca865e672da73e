-- Imports in the browser that wait for the person who made them, counted for the operators' status. Whose they are, and
-- what is in their files, stays with that person. After 7 days their files are deleted (IMPORT_RETENTION_DAYS).

create view analytics.waiting_imports as
select state, count(*) as imports, min(changed_at) as waiting_since
from onboarding.imports
where state in ('proposed', 'checked') and created_at > now() - interval '7 days'
group by state;
comment on view analytics.waiting_imports is
  'One row per state of imports that wait for the person who made them: proposed (questions or corrections), checked (delivery)';
comment on column analytics.waiting_imports.state is 'proposed or checked';
comment on column analytics.waiting_imports.imports is 'Imports in this state, 1 or more';
comment on column analytics.waiting_imports.waiting_since is 'When the oldest of them changed last';

grant select on analytics.waiting_imports to risk_api_read;
