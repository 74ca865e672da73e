/**
 * The daily workflow in one process: its real state machine file over its real functions, on PostgreSQL behind the Data
 * API and MiniStack's S3. Only scoring is left out.
 */
import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { CreateBucketCommand } from '@aws-sdk/client-s3';
import { GetExecutionHistoryCommand, SFNClient } from '@aws-sdk/client-sfn';
import { landingKey, manifestKey } from '../../lambdas/shared/object-keys.ts';
import type { TableName } from '../../lambdas/shared/runs/run.ts';
import {
  type ExecutionResult,
  executeStateMachine,
  newestEvents,
  readDefinition,
  type Tasks,
} from './execute-state-machine.ts';
import { type LambdaHarness, startLambdaHarness } from './lambda-harness.ts';

export const LANDING_BUCKET = 'risk-test-landing';

/** CSV text by table, header first. */
export type DeliveredTables = Partial<Record<TableName, string>>;

export interface DailyHarness {
  /** What its functions find around them. */
  lambdas: LambdaHarness;
  /** Puts one file a table and the manifest into the landing bucket; a day landed again has another manifest. */
  land(asOf: string, tables: DeliveredTables, mode?: 'full' | 'delta', attributes?: object): Promise<void>;
  /** Runs the state machine to its end; `others` stand in for functions, `onState` is told each state before its work. */
  run(input: Record<string, unknown>, others?: Tasks, onState?: (name: string) => unknown): Promise<ExecutionResult>;
  /** As the superuser. */
  query<Row = Record<string, unknown>>(sql: string, values?: unknown[]): Promise<Row[]>;
  stop(): Promise<void>;
}

/** Starts in a few seconds; call once a file, in `beforeAll`. */
export async function startDailyHarness(): Promise<DailyHarness> {
  const harness = await startLambdaHarness();
  harness.useRole('risk_etl');
  // No delivery of these tests has personal data, so that no key is ever asked for.
  Object.assign(process.env, {
    LANDING_BUCKET,
    SPARK_THRESHOLD_BYTES: '1e9',
    PERSON_KEYS_TABLE: 'none',
    PERSONAL_DATA_KEY: 'none',
  });
  await harness.ministack.client.send(new CreateBucketCommand({ Bucket: LANDING_BUCKET }));
  serveHistories();
  const definition = readDefinition('daily-etl');
  const functions = await importFunctions();
  let executions = 0;
  return {
    lambdas: harness,
    land: (asOf, tables, mode = 'delta', attributes = {}) => landDelivery(harness, asOf, tables, { mode, attributes }),
    run(input, others = {}, onState) {
      executions += 1;
      const execution_id = `execution-${executions}`;
      const OpenRun = (asked: object) => functions.OpenRun?.({ ...asked, execution_id });
      return executeStateMachine(definition, input, { ...functions, OpenRun, ...others }, { onState });
    },
    query: async (sql, values = []) => (await harness.db.superuser.query(sql, values)).rows,
    stop: () => harness.stop(),
  };
}

/** Lets Step Functions' clients of this process read the executions that run in it: MiniStack does not know them. */
function serveHistories(): void {
  const send = SFNClient.prototype.send as (command: object) => Promise<object>;
  SFNClient.prototype.send = async function (this: SFNClient, command: object) {
    if (!(command instanceof GetExecutionHistoryCommand)) return send.call(this, command);
    return { events: newestEvents(command.input.executionArn ?? '') };
  } as never;
}

async function landDelivery(
  harness: LambdaHarness,
  asOf: string,
  tables: DeliveredTables,
  { mode, attributes }: { mode: string; attributes: object },
): Promise<void> {
  const entries = Object.entries(tables).map(([table, text]) => {
    const bytes = gzipSync(text);
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    return { table, bytes, file: { name: `${table}.csv.gz`, rows: text.trimEnd().split('\n').length - 1, sha256 } };
  });
  for (const { bytes, file } of entries) await harness.put(LANDING_BUCKET, landingKey(asOf, file.name), bytes);
  const manifest = {
    as_of: asOf,
    currency: 'TWD',
    attributes,
    tables: Object.fromEntries(entries.map(({ table, file }) => [table, { mode, files: [file] }])),
  };
  await harness.put(LANDING_BUCKET, manifestKey(asOf), JSON.stringify(manifest));
}

/** By the tokens of the state machine; imported once the environment is there. */
async function importFunctions(): Promise<Tasks> {
  const handlers = {
    OpenRun: await import('../../lambdas/ingest/open-run.lambda.ts'),
    VerifyManifest: await import('../../lambdas/ingest/verify-manifest.lambda.ts'),
    PrepareFile: await import('../../lambdas/ingest/prepare-file.lambda.ts'),
    ImportPart: await import('../../lambdas/ingest/import-part.lambda.ts'),
    BuildPartition: await import('../../lambdas/features/build-partition.lambda.ts'),
    CheckQuality: await import('../../lambdas/quality/check-quality.lambda.ts'),
    PublishRun: await import('../../lambdas/ingest/publish-run.lambda.ts'),
    CloseRun: await import('../../lambdas/ingest/close-run.lambda.ts'),
  };
  const context = { functionName: 'test', awsRequestId: 'test' } as never;
  const called = Object.entries(handlers).map(([name, { handler }]) => [
    name,
    (input: unknown) => (handler as (input: unknown, context: never) => unknown)(input, context),
  ]);
  return { ...Object.fromEntries(called), Scoring: () => ({ outcome: 'no_champion' }) };
}
