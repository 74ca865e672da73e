/**
 * What a seed of the fault test works on: the real functions of the daily workflow on the real PostgreSQL behind the
 * Data API, with the small AWS beside them.
 */
import '../quiet.ts';
import pg from 'pg';
import { type MigratedDatabase, startMigratedDatabase } from '../migrated-database.ts';
import type { Tasks } from '../workflow.ts';
import { execute, readDefinition } from '../workflow.ts';
import { watchDataApi } from './data-api-faults.ts';
import { land } from './deliveries.ts';
import { directDataApi } from './direct-data-api.ts';
import { type SmallAws, startSmallAws } from './small-aws.ts';

const PREFIX = '/risk/faults';
const LANDING = 'landing-bucket';

export interface FaultWorld {
  aws: SmallAws;
  db: MigratedDatabase;
  /** The workflow's functions by token, as they are deployed. */
  functions: Tasks;
  rows<Row extends object>(sql: string): Promise<Row[]>;
  /** Forgets every run; the deliveries are still there. */
  clear(): Promise<void>;
  stop(): Promise<void>;
}

/** Starts in a few seconds; one a process, for the functions find their surroundings in its environment. */
export async function startFaultWorld(): Promise<FaultWorld> {
  const aws = await startSmallAws();
  const db = await startMigratedDatabase({ s3Endpoint: aws.url });
  Object.assign(process.env, {
    AWS_ENDPOINT_URL: aws.url,
    AWS_ENDPOINT_URL_RDS_DATA: db.dataApi.url,
    AWS_REGION: 'eu-west-1',
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
    PARAMETER_PREFIX: PREFIX,
    DATABASE_ROLE: 'risk_etl',
    LANDING_BUCKET: LANDING,
    SPARK_THRESHOLD_BYTES: '1e9',
    WORK_BUCKET: 'work-bucket',
    PERSON_KEYS_TABLE: 'person-keys',
    PERSONAL_DATA_KEY: 'alias/personal-data',
    QUALITY_GATE: '0.8',
    POLICY_VERSION: '2026-11-01',
  });
  aws.parameters.set(`${PREFIX}/database/cluster-arn`, db.clusterArn);
  aws.parameters.set(`${PREFIX}/database/name`, 'risk');
  aws.parameters.set(`${PREFIX}/database/secret-arn/risk_etl`, db.secretArn('risk_etl'));
  land(aws, LANDING);
  const dataApi = directDataApi(db.url, (secretArn) => {
    const username = secretArn.slice(secretArn.lastIndexOf('/') + 1);
    return { username, password: db.password(username) };
  });
  watchDataApi(dataApi.send);
  const superuser = new pg.Pool({ connectionString: db.url, max: 3 });
  superuser.on('error', () => {}); // a session that the server ends at its stop
  const rows = async <Row extends object>(sql: string) => (await superuser.query<Row>(sql)).rows;
  return {
    aws,
    db,
    functions: await deployedFunctions(),
    rows,
    clear: () => clear(aws, rows),
    async stop() {
      await superuser.end();
      await dataApi.stop();
      await db.stop();
      await aws.stop();
    },
  };
}

async function clear(aws: SmallAws, rows: FaultWorld['rows']): Promise<void> {
  await rows(`truncate staging.customers, staging.loan_applications, staging.credit_history, staging.transactions,
    staging.superseded_rows, staging.loads, staging.rejected_rows, staging.attributes, analytics.risk_features,
    analytics.customer_features, analytics.quality_results, analytics.publications, analytics.runs`);
  for (const path of aws.objects.keys()) if (!path.startsWith(LANDING)) aws.objects.delete(path);
  aws.running.clear();
}

/** Imported once the environment is there. */
async function deployedFunctions(): Promise<Tasks> {
  const context = { functionName: 'faults', awsRequestId: 'faults' } as never;
  const handlers = {
    OpenRun: await import('../../../lambdas/ingest/open-run.ts'),
    VerifyManifest: await import('../../../lambdas/ingest/verify-manifest.ts'),
    PrepareFile: await import('../../../lambdas/ingest/prepare-file.ts'),
    ImportPart: await import('../../../lambdas/ingest/import-part.ts'),
    BuildPartition: await import('../../../lambdas/features/build-partition.ts'),
    CheckQuality: await import('../../../lambdas/quality/check-quality.ts'),
    PublishRun: await import('../../../lambdas/ingest/publish-run.ts'),
    CloseRun: await import('../../../lambdas/ingest/close-run.ts'),
  };
  const { handler: prepareScoring } = await import('../../../lambdas/scoring/prepare-scoring.ts');
  const called = Object.entries(handlers).map(([name, { handler }]) => [
    name,
    (input: unknown) => handler(input, context),
  ]);
  const scoring = readDefinition('scoring');
  return {
    ...Object.fromEntries(called),
    Scoring: async (input: object) => {
      const tasks = { PrepareScoring: (payload: unknown) => prepareScoring(payload, context) };
      const { output } = await execute(scoring, input, tasks);
      return output;
    },
  };
}
