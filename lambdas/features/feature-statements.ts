/**
 * Composes a partition's two statements from the files in sql/features. Each file is the body of one common table
 * expression over the ones before it, so that a file can be read, tested and run by another engine on its own.
 */
import { CUSTOMER_FEATURES, FEATURES, type Feature } from '../shared/features/catalogue.ts';
import { PARTITION_NAMES } from '../shared/runs/partitions.ts';
import { readSqlFile } from '../shared/sql-file.ts';

/** The query of one feature table, in the pieces that another engine runs one after the other. */
export interface FeatureQuery {
  table: 'risk_features' | 'customer_features';
  /** Common tables by name, each over the ones before it. Parameter: as_of. */
  commonTables: Record<string, string>;
  /** Column of the table → expression over `source`. What says which run and partition a row is of is not among them. */
  columns: Record<string, string>;
  source: string;
}

/** The statements that store what a query gives, in one transaction. */
export interface BuildStatements {
  /** Parameter, where they name it: as_of. */
  prepare: string[];
  /** Its rows are those stored. Parameters: run_id, partition. */
  insert: string;
  cleanUp: string[];
}

/**
 * What the families are built over goes into temporary tables with statistics: so the planner knows that it is the small
 * side of every join, however large the day.
 */
export function composeBuildStatements(query: FeatureQuery): BuildStatements {
  const small = Object.entries(query.commonTables).filter(([name]) => SPINE_TABLES.includes(name));
  return {
    prepare: [
      ...small.map(([name, body]) => `create temporary table ${name} on commit drop as\n${body.trim()}`),
      'analyze spine',
    ],
    insert: composeInsert(query),
    cleanUp: small.map(([name]) => `drop table ${name}`),
  };
}

const SPINE_TABLES = ['application', 'spine'];

/**
 * The queries of both tables, over one partition of the large tables: one row per application that is open, or labelled
 * and not yet frozen, and one row per customer.
 */
export const composeFeatureQueries = (partition: number): FeatureQuery[] => [
  composeRiskQuery(partition),
  composeCustomerQuery(partition),
];

function composeRiskQuery(partition: number): FeatureQuery {
  const digits = { partition: PARTITION_NAMES[partition] };
  return {
    table: 'risk_features',
    commonTables: {
      application: readSqlFile('features/application_spine.sql', digits),
      spine: addWindowStarts('select spine_id, customer_id, as_of from application'),
      ...customerFamilies(digits),
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
  const digits = { partition: PARTITION_NAMES[partition] };
  return {
    table: 'customer_features',
    commonTables: {
      spine: addWindowStarts(readSqlFile('features/customer_spine.sql', digits)),
      ...customerFamilies(digits),
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

/** One statement that stores what a query gives, as rows of the run and partition. */
function composeInsert({ table, commonTables: common, columns, source }: FeatureQuery): string {
  const families = Object.entries(common).filter(([name]) => !SPINE_TABLES.includes(name));
  const tables = families.map(([name, body]) => `${name} as (\n${body.trim()}\n)`);
  return `with ${tables.join(',\n')}
insert into analytics.${table}
  (${Object.keys(columns).join(', ')}, run_id, partition)
select ${Object.values(columns).join(', ')},
  cast(:run_id as uuid), cast(:partition as smallint)
from ${source}
on conflict do nothing`;
}

/** A spine with the beginnings of the windows that families look back over: computed for every row of it, not of events. */
const addWindowStarts = (spine: string): string => `select spine_id, customer_id, as_of,
  as_of - interval '30 days' as since_30d, as_of - interval '90 days' as since_90d, as_of - interval '180 days' as since_180d
from (
${spine.trim()}
) seen`;

/** What is known of a customer, over any such spine. */
function customerFamilies(digits: { partition?: string }): Record<string, string> {
  return {
    customer_version: readSqlFile('features/customer_version.sql'),
    applicant: readSqlFile('features/applicant.sql'),
    bureau: readSqlFile('features/bureau.sql', digits),
    cash_flow: readSqlFile('features/cash_flow.sql', digits),
    fairness: readSqlFile('features/fairness.sql'),
    customer_attributes: readSqlFile('features/customer_attributes.sql'),
  };
}

const mapColumns = (list: readonly Feature[]): Record<string, string> =>
  Object.fromEntries(list.map(({ family, name }) => [name, `${family}.${name}`]));
const joinToSpine = (tables: string[]): string =>
  ['spine', ...tables.map((table) => `left join ${table} using (spine_id)`)].join('\n');
