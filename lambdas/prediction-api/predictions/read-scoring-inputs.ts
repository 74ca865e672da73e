/** The features that are scored: of what a request names, read in one statement, or those that it brought itself. */
import { type Database, json, type SqlParameters } from '../../shared/aws/database.ts';
import type { FeatureRecord } from '../../shared/features/feature-record.ts';
import { readSqlFile } from '../../shared/sql-file.ts';
import type { NewApplication } from '../contract/schemas/predict-requests.ts';
import { Problem } from '../http/problem.ts';
import type { PredictionTarget } from './prediction-target.ts';

/** What is scored, with where it comes from. */
export type ScoringInput = {
  application_id: string | null;
  customer_id: string | null;
  /** null where the request brought the features. */
  features_as_of: string | null;
  run_id: string | null;
  /** Of a stored row all that it has; else what was sent, which is not held to the champion's inputs yet. */
  features: FeatureRecord;
  /** The new application as the request described it. */
  asked: Omit<NewApplication, 'customer_id'> | null;
};

/** A query whose rows the same statement gives beside the features. */
export type SidecarQuery = { sql: string; parameters: SqlParameters };

type Found = Omit<ScoringInput, 'asked' | 'application_id'> & {
  application_id?: string;
  refused_attributes?: { name: string; type: string | null }[];
};
type FoundRow = { item: number | null; found: unknown };

/**
 * A source or a problem for each of `asked`, in its order, and the row that `beside` gave, if any. One statement, or none
 * where every request brought its features and nothing is asked beside.
 */
export async function readScoringInputs<Row>(
  db: Database,
  asked: readonly (PredictionTarget | Problem)[],
  beside?: SidecarQuery,
): Promise<{ sources: (ScoringInput | Problem)[]; beside: Row | undefined }> {
  const statement = statementOf(asked, beside);
  const rows = statement ? await db.query<FoundRow>(statement.sql, statement.parameters) : [];
  const found = new Map(rows.map(({ item, found }) => [item, found]));
  return {
    sources: asked.map((one, item) => (one instanceof Problem ? one : sourceOf(one, found.get(item) as Found))),
    beside: found.get(null) as Row | undefined,
  };
}

function sourceOf(asked: PredictionTarget, found: Found | undefined): ScoringInput | Problem {
  if (asked.way === 'features') return { ...NOBODY, features: asked.features as FeatureRecord };
  if (!found) return unknown(asked);
  const { refused_attributes = [], ...source } = found;
  if (asked.way === 'application') return { ...NOBODY, ...source };
  if (refused_attributes.length > 0) return refused(refused_attributes);
  const { customer_id: _, ...application } = asked.application;
  return { ...NOBODY, ...source, asked: application };
}

const NOBODY = { application_id: null, customer_id: null, features_as_of: null, run_id: null, asked: null };

function unknown({ way }: PredictionTarget): Problem {
  if (way === 'application') return new Problem(404, 'unknown-application', 'No published run has this application.');
  return new Problem(404, 'unknown-customer', 'The newest published run does not have this customer.');
}

function refused(attributes: NonNullable<Found['refused_attributes']>): Problem {
  const errors = attributes.map(({ name, type }) => ({
    path: `attributes.${name}`,
    message: type === null ? 'No attribute that the lender declared for models' : `Must be a ${type}, or null`,
  }));
  return new Problem(422, 'invalid-body', 'The attributes of the application are not those declared.', errors);
}

/**
 * Each file is the body of one common table expression over the ones before it. The loan family of a new application is
 * the file that builds it for every run: `application` and `customer` stand here for its tables.
 */
function statementOf(asked: readonly (PredictionTarget | Problem)[], beside?: SidecarQuery) {
  const applications = asked.flatMap((one, item) =>
    !(one instanceof Problem) && one.way === 'application' ? [{ item, application_id: one.application_id }] : [],
  );
  const customers = asked.flatMap((one, item) =>
    !(one instanceof Problem) && one.way === 'customer' ? [{ item, ...one.application }] : [],
  );
  const files = [
    ...(applications.length + customers.length > 0 ? ['api/predict/declared'] : []),
    ...(applications.length > 0 ? APPLICATIONS : []),
    ...(customers.length > 0 ? CUSTOMERS : []),
  ];
  const tables = files.map((file) => ({ name: file.split('/').at(-1) ?? file, body: readSqlFile(`${file}.sql`) }));
  if (beside) tables.push({ name: 'beside', body: beside.sql });
  if (tables.length === 0) return undefined;
  const selects = tables
    .filter(({ name }) => name.startsWith('found_'))
    .map(({ name }) => `select item, found from ${name}`);
  if (beside) selects.push('select null, to_jsonb(beside) from beside');
  return {
    sql: `with ${tables.map(({ name, body }) => `${name} as (\n${body.trim()}\n)`).join(',\n')}
${selects.join('\nunion all\n')}`,
    parameters: {
      ...(applications.length > 0 && { applications: json(applications) }),
      ...(customers.length > 0 && { customers: json(customers) }),
      ...beside?.parameters,
    },
  };
}

const APPLICATIONS = ['api/predict/asked_applications', 'api/predict/found_applications'];
const CUSTOMERS = [
  'api/predict/asked_customers',
  'api/predict/known_customers',
  'api/predict/application',
  'api/predict/customer',
  'features/loan',
  'api/predict/found_customers',
];
