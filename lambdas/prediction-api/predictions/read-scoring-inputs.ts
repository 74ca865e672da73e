/**
 * Reads the features of prediction targets, all in one statement, or takes those that the request sent. Open it to
 * change which features are scored.
 */
import { type Database, json, type SqlParameters } from '../../shared/aws/database.ts';
import type { FeatureRecord } from '../../shared/features/feature-record.ts';
import { readSqlFile } from '../../shared/sql-file.ts';
import type { NewApplication } from '../contract/schemas/predict-requests.ts';
import { Problem } from '../http/problem.ts';
import type { PredictionTarget } from './prediction-target.ts';
import { type Restriction, toRestrictedProblem } from './processing-restricted.ts';

/** The features to score, and their origin. */
export interface ScoringInput {
  application_id: string | null;
  customer_id: string | null;
  /** null where the request sent the features. */
  features_as_of: string | null;
  run_id: string | null;
  /** All features of a stored row, or those that were sent, which are not checked against the champion's inputs yet. */
  features: FeatureRecord;
  /** The new application as the request described it. */
  asked: Omit<NewApplication, 'customer_id'> | null;
}

/** A query that runs in the same statement as the features' and whose row is returned next to them. */
export interface SidecarQuery {
  sql: string;
  parameters: SqlParameters;
}

type StoredInput = Omit<ScoringInput, 'asked' | 'application_id'> & {
  application_id?: string;
  refused_attributes?: { name: string; type: string | null }[];
  restriction: Restriction | null;
};

interface StatementRow {
  /** Place of the target in the request; null for the sidecar query's row. */
  item: number | null;
  input: unknown;
}

/**
 * An input or a problem for each target, in its order, and the sidecar query's row if there is one. One statement, or
 * none where all targets brought their features and there is no sidecar query.
 */
export async function readScoringInputs<SidecarRow>(
  db: Database,
  targets: readonly (PredictionTarget | Problem)[],
  sidecarQuery?: SidecarQuery,
): Promise<{ inputs: (ScoringInput | Problem)[]; sidecar: SidecarRow | undefined }> {
  const statement = buildStatement(targets, sidecarQuery);
  const rows = statement ? await db.query<StatementRow>(statement.sql, statement.parameters) : [];
  const inputsByItem = new Map(rows.map(({ item, input }) => [item, input]));
  return {
    inputs: targets.map((target, item) =>
      target instanceof Problem ? target : toScoringInput(target, inputsByItem.get(item) as StoredInput),
    ),
    sidecar: inputsByItem.get(null) as SidecarRow | undefined,
  };
}

function toScoringInput(target: PredictionTarget, stored: StoredInput | undefined): ScoringInput | Problem {
  if (target.kind === 'features') return { ...NO_ORIGIN, features: target.features as FeatureRecord };
  if (!stored) return toUnknownTargetProblem(target);
  const { refused_attributes = [], restriction, ...input } = stored;
  if (restriction) return toRestrictedProblem(restriction);
  if (target.kind === 'application') return { ...NO_ORIGIN, ...input };
  if (refused_attributes.length > 0) return toAttributesProblem(refused_attributes);
  const { customer_id: _, ...application } = target.application;
  return { ...NO_ORIGIN, ...input, asked: application };
}

const NO_ORIGIN = { application_id: null, customer_id: null, features_as_of: null, run_id: null, asked: null };

function toUnknownTargetProblem({ kind }: PredictionTarget): Problem {
  if (kind === 'application')
    return new Problem(
      404,
      'unknown-application',
      'No published run has this application. Check the id, or wait for the run that delivers it.',
    );
  return new Problem(
    404,
    'unknown-customer',
    'The newest published run does not have this customer. Check the id, or send the features instead.',
  );
}

function toAttributesProblem(attributes: NonNullable<StoredInput['refused_attributes']>): Problem {
  const errors = attributes.map(({ name, type }) => ({
    path: `attributes.${name}`,
    message: type === null ? 'No attribute that the lender declared for models' : `Must be a ${type}, or null`,
  }));
  return new Problem(
    422,
    'invalid-body',
    'The attributes of the application are not those that the lender declared. The field errors names them.',
    errors,
  );
}

/**
 * Joins SQL files to one statement: each file is the body of a common table expression with the file's name, and may
 * read the ones before it. `features/loan` is the file with which the daily run builds these features; `application`
 * and `customer` take the place of its tables.
 */
function buildStatement(targets: readonly (PredictionTarget | Problem)[], sidecarQuery?: SidecarQuery) {
  const applications = targets.flatMap((target, item) =>
    !(target instanceof Problem) && target.kind === 'application'
      ? [{ item, application_id: target.application_id }]
      : [],
  );
  const newApplications = targets.flatMap((target, item) =>
    !(target instanceof Problem) && target.kind === 'customer' ? [{ item, ...target.application }] : [],
  );
  const files = [
    ...(applications.length + newApplications.length > 0 ? ['api/predict/inputs/declared_attributes'] : []),
    ...(applications.length > 0 ? APPLICATION_FILES : []),
    ...(newApplications.length > 0 ? NEW_APPLICATION_FILES : []),
  ];
  const tables = files.map((file) => ({ name: file.split('/').at(-1) ?? file, body: readSqlFile(`${file}.sql`) }));
  if (sidecarQuery) tables.push({ name: 'sidecar', body: sidecarQuery.sql });
  if (tables.length === 0) return undefined;
  const selects = tables
    .filter(({ name }) => name.endsWith('_inputs'))
    .map(({ name }) => `select item, input from ${name}`);
  if (sidecarQuery) selects.push('select null, to_jsonb(sidecar) from sidecar');
  return {
    sql: `with ${tables.map(({ name, body }) => `${name} as (\n${body.trim()}\n)`).join(',\n')}
${selects.join('\nunion all\n')}`,
    parameters: {
      ...(applications.length > 0 && { applications: json(applications) }),
      ...(newApplications.length > 0 && { new_applications: json(newApplications) }),
      ...sidecarQuery?.parameters,
    },
  };
}

const APPLICATION_FILES = ['api/predict/inputs/requested_applications', 'api/predict/inputs/application_inputs'];
const NEW_APPLICATION_FILES = [
  'api/predict/inputs/new_applications',
  'api/predict/inputs/known_customers',
  'api/predict/inputs/application',
  'api/predict/inputs/customer',
  'features/loan',
  'api/predict/inputs/new_application_inputs',
];
