/**
 * Runs the daily workflow in one process: its real state machine file with its real functions, on PostgreSQL behind the
 * Data API and MiniStack's S3. Only scoring is replaced.
 */
import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { CreateBucketCommand } from '@aws-sdk/client-s3';
import { GetExecutionHistoryCommand, SFNClient } from '@aws-sdk/client-sfn';
import { DEFAULT_DELIVERY_LIMITS } from '../../lambdas/shared/landing/delivery-limits.ts';
import { landingKey, manifestKey } from '../../lambdas/shared/object-keys.ts';
import type { TableName } from '../../lambdas/shared/runs/run.ts';
import type { TestDatabaseOptions } from '../database/test-database.ts';
import { importDailyFunctions } from './daily-functions.ts';
import {
  type ExecutionResult,
  executeStateMachine,
  readDefinition,
  readSimulatedHistory,
  type Tasks,
} from './execute-state-machine.ts';
import { type LambdaHarness, startLambdaHarness } from './lambda-harness.ts';

export const LANDING_BUCKET = 'risk-test-landing';

/** CSV text by table, header first. */
export type DeliveredTables = Partial<Record<TableName, string>>;

export interface DailyHarness {
  /** Database, S3 and environment of the functions. */
  lambdas: LambdaHarness;
  /** The functions, each with its deployed role. */
  functions: Tasks;
  /** Stores one file per table and the manifest in the landing bucket. */
  land(asOf: string, tables: DeliveredTables, mode?: 'full' | 'delta', attributes?: object): Promise<void>;
  /** Runs the state machine to its end. `replacements` replace functions; `onState` is called before each state's work. */
  run(
    input: Record<string, unknown>,
    replacements?: Tasks,
    onState?: (name: string) => unknown,
  ): Promise<ExecutionResult>;
  /** Queries as the superuser. */
  query<Row = Record<string, unknown>>(sql: string, values?: unknown[]): Promise<Row[]>;
  stop(): Promise<void>;
}

/** Starts in a few seconds. Call it once per test file, in `beforeAll`. */
export async function startDailyHarness(
  options: Pick<TestDatabaseOptions, 'log' | 'durable'> = {},
): Promise<DailyHarness> {
  const harness = await startLambdaHarness(options);
  // No delivery of these tests has personal data, so no key is ever requested.
  Object.assign(process.env, {
    LANDING_BUCKET,
    SPARK_THRESHOLD_BYTES: '1e9',
    HAS_SPARK: 'true',
    DELIVERY_LIMITS: JSON.stringify(DEFAULT_DELIVERY_LIMITS),
    PERSON_KEYS_TABLE: 'none',
    PERSONAL_DATA_KEY: 'none',
  });
  await harness.ministack.client.send(new CreateBucketCommand({ Bucket: LANDING_BUCKET }));
  serveSimulatedHistories();
  const definition = readDefinition('daily-etl');
  const functions: Tasks = {
    ...runAsDeployed(harness, await importDailyFunctions()),
    Scoring: () => ({ outcome: 'no_champion' }),
  };
  let executions = 0;
  return {
    lambdas: harness,
    functions,
    land: (asOf, tables, mode = 'delta', attributes = {}) => landDelivery(harness, asOf, tables, { mode, attributes }),
    run(input, replacements = {}, onState) {
      executions += 1;
      const execution_id = `execution-${executions}`;
      const OpenRun = (openInput: object) => functions.OpenRun?.({ ...openInput, execution_id });
      return executeStateMachine(definition, input, { ...functions, OpenRun, ...replacements }, { onState });
    },
    query: async (sql, values = []) => (await harness.db.superuser.query(sql, values)).rows,
    stop: () => harness.stop(),
  };
}

/** Makes each function log in with its deployed role (lib/stacks/etl-stack.ts). */
function runAsDeployed(harness: LambdaHarness, functions: Tasks): Tasks {
  const entries = Object.entries(functions).map(([name, run]) => {
    const runAsRole: Tasks[string] = (input) => {
      harness.useRole(name === 'PrepareFile' ? 'risk_prepare' : 'risk_etl');
      return run(input);
    };
    return [name, runAsRole];
  });
  return Object.fromEntries(entries);
}

/** Serves the execution histories that functions read, because MiniStack has no executions of this process. */
function serveSimulatedHistories(): void {
  const send = SFNClient.prototype.send as (command: object) => Promise<object>;
  SFNClient.prototype.send = async function (this: SFNClient, command: object) {
    if (!(command instanceof GetExecutionHistoryCommand)) return send.call(this, command);
    return { events: readSimulatedHistory(command.input.executionArn ?? '') };
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
