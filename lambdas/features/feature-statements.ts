/**
 * Composes the statements that build a partition's features from the files in sql/features. Each file is the body of
 * one common table expression, so that tests and Spark can run it separately.
 */
import { CUSTOMER_FEATURES, FEATURES, type Feature } from '../shared/features/catalogue.ts';
import { PARTITION_NAMES } from '../shared/runs/partitions.ts';
import { readSqlFile } from '../shared/sql-file.ts';

/** The query of one feature table, split for an engine that runs one common table after the other. */
export interface FeatureQuery {
  table: 'risk_features' | 'customer_features';
  /** Common tables by name, each over the ones before it. Parameter: as_of. */
  commonTables: Record<string, string>;
  /** Expressions over `source` by column of the table. Run and partition are not among them. */
  columns: Record<string, string>;
  source: string;
}

/** The statements that store the rows of a query; the caller runs them in one transaction. */
export interface BuildStatements {
  /** Parameter: as_of, where the statement names it. */
  prepare: string[];
  /** Its rows are the stored rows. Parameters: run_id, partition. */
  insert: string;
  cleanUp: string[];
}

/** The tables that the families are joined to. */
const SPINE_TABLES = ['application', 'spine'];

/**
 * Composes the statements of a query. The spine becomes a temporary table with statistics: they let the
 * planner treat it as the small side of every join, on large days too.
 */
export function composeBuildStatements(query: FeatureQuery): BuildStatements {
  const spines = Object.entries(query.commonTables).filter(([name]) => SPINE_TABLES.includes(name));
  return {
    prepare: [
      ...spines.map(([name, body]) => `create temporary table ${name} on commit drop as\n${body.trim()}`),
      'analyze spine',
    ],
    insert: composeInsert(query),
    cleanUp: spines.map(([name]) => `drop table ${name}`),
  };
}

/**
 * Composes the queries of both tables over one partition: one row per application that is open, or has an outcome and
 * no published features as of its time, and one row per customer.
 */
export const composeFeatureQueries = (partition: number): [risk: FeatureQuery, customer: FeatureQuery] => [
  composeRiskQuery(partition),
  composeCustomerQuery(partition),
];

function composeRiskQuery(partition: number): FeatureQuery {
  const substitutions = { partition: PARTITION_NAMES[partition] };
  return {
    table: 'risk_features',
    commonTables: {
      application: readSqlFile('features/application_spine.sql', substitutions),
      spine: addWindowStarts('select spine_id, customer_id, as_of from application'),
      ...readCustomerFamilies(substitutions),
      customer: `select spine_id, annual_income, credit_limit
from spine
left join applicant using (spine_id)
left join bureau using (spine_id)`,
      loan: readSqlFile('features/loan.sql'),
      application_attributes: readSqlFile('features/application_attributes.sql'),
    },
    columns: {
      application_id: 'spine_id',
      customer_id: 'spine.customer_id',
      as_of: 'spine.as_of',
      ...mapColumns(FEATURES),
      attributes: "coalesce(customer_attributes.features, '{}') || coalesce(application_attributes.features, '{}')",
      fairness: `coalesce(fairness.groups, '{}') || coalesce(customer_attributes.groups, '{}')
    || coalesce(application_attributes.groups, '{}')`,
    },
    source: joinToSpine([
      'applicant',
      'bureau',
      'cash_flow',
      'loan',
      'fairness',
      'customer_attributes',
      'application_attributes',
    ]),
  };
}

function composeCustomerQuery(partition: number): FeatureQuery {
  const substitutions = { partition: PARTITION_NAMES[partition] };
  return {
    table: 'customer_features',
    commonTables: {
      spine: addWindowStarts(readSqlFile('features/customer_spine.sql', substitutions)),
      ...readCustomerFamilies(substitutions),
    },
    columns: {
      customer_id: 'spine.customer_id',
      as_of: 'spine.as_of',
      ...mapColumns(CUSTOMER_FEATURES),
      attributes: "coalesce(customer_attributes.features, '{}')",
      customer: `jsonb_build_object('valid_from', customer_version.valid_from, 'country', customer_version.country,
    'fairness', coalesce(fairness.groups, '{}') || coalesce(customer_attributes.groups, '{}'))`,
    },
    source: joinToSpine(['customer_version', 'applicant', 'bureau', 'cash_flow', 'fairness', 'customer_attributes']),
  };
}

/** Composes the statement that stores a query's rows for the run and partition. */
function composeInsert({ table, commonTables, columns, source }: FeatureQuery): string {
  const families = Object.entries(commonTables).filter(([name]) => !SPINE_TABLES.includes(name));
  const tables = families.map(([name, body]) => `${name} as (\n${body.trim()}\n)`);
  return `with ${tables.join(',\n')}
insert into analytics.${table}
  (${Object.keys(columns).join(', ')}, run_id, partition)
select ${Object.values(columns).join(', ')},
  cast(:run_id as uuid), cast(:partition as smallint)
from ${source}`;
}

/** Adds the starts of the families' windows to a spine: they are computed once for a row of it, not for each event. */
const addWindowStarts = (spine: string): string => `select spine_id, customer_id, as_of,
  as_of - interval '30 days' as since_30d, as_of - interval '90 days' as since_90d, as_of - interval '180 days' as since_180d
from (
${spine.trim()}
) spine_row`;

/** The families of a customer's features, for a spine of applications or of customers. */
function readCustomerFamilies(substitutions: { partition?: string }): Record<string, string> {
  return {
    customer_version: readSqlFile('features/customer_version.sql'),
    applicant: readSqlFile('features/applicant.sql'),
    bureau: readSqlFile('features/bureau.sql', substitutions),
    cash_flow: readSqlFile('features/cash_flow.sql', substitutions),
    fairness: readSqlFile('features/fairness.sql'),
    customer_attributes: readSqlFile('features/customer_attributes.sql'),
  };
}

const mapColumns = (features: readonly Feature[]): Record<string, string> =>
  Object.fromEntries(features.map(({ family, name }) => [name, `${family}.${name}`]));

const joinToSpine = (families: string[]): string =>
  ['spine', ...families.map((family) => `left join ${family} using (spine_id)`)].join('\n');
