/**
 * Composes a partition's two statements from the files in sql/features. Each file is the body of one common table
 * expression over the ones before it, so that a file can be read, tested and run by another engine on its own.
 */
import { customerFeatures, type Feature, features } from '../shared/catalogue/catalogue.ts';
import { partitionNames } from '../shared/partitions.ts';
import { sqlFile } from '../shared/sql.ts';

/**
 * Builds analytics.risk_features: one row per application that is open, or labelled and not yet frozen.
 * Parameters: run_id, as_of, partition.
 */
export function buildRiskFeatures(partition: number): string {
  const digits = { partition: partitionNames[partition] };
  return `${commonTables({
    application: sqlFile('features/application_spine.sql', digits),
    spine: 'select spine_id, customer_id, as_of from application',
    ...customerFamilies(digits),
    customer: `select spine_id, annual_income, credit_limit
from spine
left join applicant using (spine_id)
left join bureau using (spine_id)`,
    loan: sqlFile('features/loan.sql'),
    application_attributes: sqlFile('features/application_attributes.sql'),
  })}
insert into analytics.risk_features
  (application_id, customer_id, as_of, run_id, partition, ${names(features)}, attributes, fairness)
select spine_id, spine.customer_id, spine.as_of, cast(:run_id as uuid), cast(:partition as smallint), ${columns(features)},
  coalesce(customer_attributes.features, '{}') || coalesce(application_attributes.features, '{}'),
  coalesce(fairness.groups, '{}') || coalesce(customer_attributes.groups, '{}')
    || coalesce(application_attributes.groups, '{}')
from spine
${leftJoins(['applicant', 'bureau', 'cash_flow', 'loan', 'fairness', 'customer_attributes', 'application_attributes'])}
on conflict do nothing`;
}

/** Builds analytics.customer_features: one row per customer. Parameters: run_id, as_of, partition. */
export function buildCustomerFeatures(partition: number): string {
  const digits = { partition: partitionNames[partition] };
  return `${commonTables({
    spine: sqlFile('features/customer_spine.sql', digits),
    ...customerFamilies(digits),
  })}
insert into analytics.customer_features
  (customer_id, as_of, run_id, partition, ${names(customerFeatures)}, attributes, customer)
select spine.customer_id, spine.as_of, cast(:run_id as uuid), cast(:partition as smallint), ${columns(customerFeatures)},
  coalesce(customer_attributes.features, '{}'),
  jsonb_build_object('valid_from', customer_version.valid_from, 'country', customer_version.country,
    'fairness', coalesce(fairness.groups, '{}') || coalesce(customer_attributes.groups, '{}'))
from spine
${leftJoins(['customer_version', 'applicant', 'bureau', 'cash_flow', 'fairness', 'customer_attributes'])}
on conflict do nothing`;
}

/** What is known of a customer, over any `spine(spine_id, customer_id, as_of)`. */
function customerFamilies(digits: { partition?: string }): Record<string, string> {
  return {
    customer_version: sqlFile('features/customer_version.sql'),
    applicant: sqlFile('features/applicant.sql'),
    bureau: sqlFile('features/bureau.sql', digits),
    cash_flow: sqlFile('features/cash_flow.sql', digits),
    fairness: sqlFile('features/fairness.sql'),
    customer_attributes: sqlFile('features/customer_attributes.sql'),
  };
}

function commonTables(bodies: Record<string, string>): string {
  const tables = Object.entries(bodies).map(([name, body]) => `${name} as (\n${body.trim()}\n)`);
  return `with ${tables.join(',\n')}`;
}

const names = (list: readonly Feature[]): string => list.map(({ name }) => name).join(', ');
const columns = (list: readonly Feature[]): string => list.map(({ family, name }) => `${family}.${name}`).join(', ');
const leftJoins = (tables: string[]): string => tables.map((table) => `left join ${table} using (spine_id)`).join('\n');
