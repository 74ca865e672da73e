-- Reports count the override that holds for an application, and the overrides that the newest score contradicts.

alter table analytics.scored_applications add column contradicts_override boolean not null default false;
comment on column analytics.scored_applications.decision is 'Decision that holds: of the held override, else of the policy';
comment on column analytics.scored_applications.overridden is 'Whether an override holds';
comment on column analytics.scored_applications.contradicts_override is 'Whether its newest score contradicts the held override';
create index scored_applications_overridden on analytics.scored_applications (decision) where overridden;

create view reporting.held_overrides as
select decision, count(*) as applications, count(*) filter (where contradicts_override) as contradicted
from analytics.scored_applications
where overridden
group by decision;
comment on view reporting.held_overrides is 'One row per decision that persons made and that holds';
comment on column reporting.held_overrides.decision is 'The persons'' decision: approve, refer or decline';
comment on column reporting.held_overrides.applications is 'Applications, 1 or more';
comment on column reporting.held_overrides.contradicted is 'Of them, those whose newest score contradicts the override: a person should look at them';

grant select on reporting.held_overrides to risk_reporting, risk_api_read;
