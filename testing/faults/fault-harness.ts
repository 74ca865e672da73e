/**
 * Starts what a seed of the fault test needs: the real functions of the daily workflow on a real PostgreSQL behind the
 * Data API, and the in-memory AWS.
 */
import '../silence-logs.ts';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { qualityConfiguration } from '../../lambdas/quality/quality-configuration.ts';
import { DEFAULT_DELIVERY_LIMITS } from '../../lambdas/shared/landing/delivery-limits.ts';
import { PARTITION_NAMES } from '../../lambdas/shared/runs/partitions.ts';
import { TEST_KEY_VARIABLES } from '../aws/test-credentials.ts';
import { type MigratedDatabase, startMigratedDatabase } from '../database/migrated-database.ts';
import { importDailyFunctions } from '../workflows/daily-functions.ts';
import { readDefinition, type Tasks } from '../workflows/execute-state-machine.ts';
import { interceptDataApi } from './data-api-faults.ts';
import { INHABITED_PARTITION_COUNT, landFaultDeliveries } from './deliveries.ts';
import { type SendCommand, startDirectDataApi } from './direct-data-api.ts';
import { type InMemoryAws, startInMemoryAws } from './in-memory-aws.ts';
import { INSERT_CHAMPION, scoreWithoutModel } from './score-without-model.ts';

const PREFIX = '/risk/faults';
export const FAULT_LANDING_BUCKET = 'landing-bucket';

export interface FaultHarness {
  aws: InMemoryAws;
  db: MigratedDatabase;
  /** The daily workflow, restricted to the partitions that have customers. */
  definition: ReturnType<typeof readDefinition>;
  /** Log lines of its functions since the last `clear`. */
  logLines: string[];
  /** Changes the statements that the functions send, for a deliberate defect. */
  rewrite: (sql: string) => string;
  /** The workflow's functions by token. */
  functions: Tasks;
  query<Row extends object>(sql: string): Promise<Row[]>;
  /** Deletes every run and restores the deliveries. */
  clear(): Promise<void>;
  stop(): Promise<void>;
}

/** Starts in a few seconds. One per process, because the functions read the process's environment. */
export async function startFaultHarness(): Promise<FaultHarness> {
  const folder = await mkdtemp(join(tmpdir(), 'risk-faults-'));
  await chmod(folder, 0o755);
  const db = await startMigratedDatabase();
  const aws = startInMemoryAws(folder);
  await db.superuser.query(`${buildImportFunction(folder)}; ${INSERT_CHAMPION}`);
  (PARTITION_NAMES as string[]).length = INHABITED_PARTITION_COUNT;
  Object.assign(qualityConfiguration, { gate: 0.8 }); // a few rejected rows are a large share of a small lender
  const logLines = captureLogs();
  configureFunctions(aws, db);
  landFaultDeliveries(aws, FAULT_LANDING_BUCKET);
  const dataApi = startDirectDataApi(db.url, (secretArn) => {
    const username = secretArn.slice(secretArn.lastIndexOf('/') + 1);
    return { username, password: db.getPassword(username) };
  });
  const harness = { rewrite: (sql: string) => sql };
  const send: SendCommand = (command) => {
    const input = command.input as { sql?: string };
    if (input.sql) input.sql = harness.rewrite(input.sql);
    return dataApi.send(command);
  };
  interceptDataApi(send);
  const superuser = new pg.Pool({ connectionString: db.url, max: 3 });
  superuser.on('error', () => {}); // the server ends sessions when it stops
  const query = async <Row extends object>(sql: string) => (await superuser.query<Row>(sql)).rows;
  const definition = readDefinition('daily-etl');
  return Object.assign(harness, {
    aws,
    db,
    definition,
    logLines,
    functions: { ...(await importDailyFunctions()), Scoring: scoreWithoutModel },
    query,
    async clear() {
      logLines.length = 0;
      await clear(aws, query);
    },
    async stop() {
      await superuser.end();
      await dataApi.stop();
      await db.stop();
      await rm(folder, { recursive: true });
    },
  });
}

/** Sets the environment and the parameters that the functions read. */
function configureFunctions(aws: InMemoryAws, db: MigratedDatabase): void {
  Object.assign(process.env, {
    ...TEST_KEY_VARIABLES,
    PARAMETER_PREFIX: PREFIX,
    DATABASE_ROLE: 'risk_etl',
    LANDING_BUCKET: FAULT_LANDING_BUCKET,
    SPARK_THRESHOLD_BYTES: '1e9',
    HAS_SPARK: 'true',
    DELIVERY_LIMITS: JSON.stringify(DEFAULT_DELIVERY_LIMITS),
    WORK_BUCKET: 'work-bucket',
    PERSON_KEYS_TABLE: 'person-keys',
    PERSONAL_DATA_KEY: 'alias/personal-data',
    REASONS_FOR: 'all',
  });
  aws.parameters.set(`${PREFIX}/database/serving-cluster-arn`, db.clusterArn);
  aws.parameters.set(`${PREFIX}/database/name`, 'risk');
  aws.parameters.set(`${PREFIX}/database/secret-arn/risk_etl`, db.getSecretArn('risk_etl'));
}

/** SQL of an import function that reads the object's file directly; cli/local/aws-s3 has its own tests. */
const buildImportFunction = (folder: string) => `
create or replace function aws_s3.table_import_from_s3(
  table_name text, column_list text, options text, s3_info aws_commons._s3_uri_1,
  credentials aws_commons._aws_credentials_1 default null
) returns text language plpgsql security definer as $body$
begin
  execute format('copy pg_temp.%I %s from %L %s', table_name, '(' || nullif(column_list, '') || ')',
    '${folder}/' || md5((s3_info).bucket || '/' || (s3_info).file_path), options);
  return 'imported';
end
$body$`;

/** Captures the log lines that Powertools write directly to the streams. */
function captureLogs(): string[] {
  process.env.POWERTOOLS_LOG_LEVEL = 'INFO';
  const logged: string[] = [];
  for (const stream of [process.stdout, process.stderr]) {
    const write = stream.write.bind(stream);
    stream.write = ((text: string | Uint8Array, ...others: never[]) => {
      if (typeof text !== 'string' || !text.startsWith('{"level"')) return write(text, ...others);
      logged.push(text);
      return true;
    }) as typeof stream.write;
  }
  return logged;
}

async function clear(aws: InMemoryAws, query: FaultHarness['query']): Promise<void> {
  // A trigger refuses to delete evidence, except in a replica session.
  await query(`set session_replication_role = replica; ${TABLES.map((table) => `delete from ${table}`).join('; ')};
    set session_replication_role = origin`);
  for (const path of aws.objects.keys()) if (!path.startsWith(FAULT_LANDING_BUCKET)) aws.objects.delete(path);
  landFaultDeliveries(aws, FAULT_LANDING_BUCKET);
  aws.personKeys.clear();
  aws.loadKeys.clear();
  aws.running.clear();
}

const TABLES = [
  ...['customers', 'loan_applications', 'credit_history', 'transactions', 'superseded_rows', 'loads', 'rejected_rows'],
  'attributes',
]
  .map((table) => `staging.${table}`)
  .concat(
    ['risk_features', 'customer_features', 'quality_results', 'publications', 'runs'].map(
      (name) => `analytics.${name}`,
    ),
    'predictions.risk_scores',
  );
