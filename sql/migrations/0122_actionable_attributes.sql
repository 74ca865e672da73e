-- What a person can change of an attribute, as its manifest declares it. Counterfactuals read it (docs/counterfactuals.md).

alter table staging.attributes add column actionable jsonb check (jsonb_typeof(actionable) = 'object');
comment on column staging.attributes.actionable is
  'Direction, step, steps, cost and bounds, or categories and cost, as lambdas/shared/features/actionability.ts defines '
  'them; null: a person can change nothing';

create or replace view staging.published_attributes as
select table_name, name, type, use, label, reason, actionable
from staging.attributes declared
where not exists (
  select from analytics.runs where runs.run_id = declared.run_id and runs.state <> 'published'
)
union all
select earlier.table_name, earlier.name, earlier.type, earlier.use, earlier.label, earlier.reason, earlier.actionable
from staging.superseded_rows replaced
join analytics.runs on runs.run_id = replaced.replaced_by_run and runs.state <> 'published'
cross join jsonb_populate_record(null::staging.attributes, replaced.row) as earlier
where replaced.table_name = 'attributes';
comment on column staging.published_attributes.actionable is 'What a person can change; null: nothing';

grant usage on schema staging to risk_api_read;
grant select on staging.published_attributes to risk_api_read;
