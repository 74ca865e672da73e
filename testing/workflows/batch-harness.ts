/**
 * Starts what tests of batches need, from the first call to the result: the API's function, S3 with presigned URLs, and
 * the batch workflow with its real functions on the real database, aws_s3 and ONNX Runtime.
 */

import { gunzipSync } from 'node:zlib';
import { CreateStateMachineCommand, SFNClient } from '@aws-sdk/client-sfn';
import { parse } from 'csv-parse/sync';
import type { Batch } from '../../lambdas/prediction-api/contract/schemas/batches.ts';
import type { ApiHandler } from '../../lambdas/prediction-api/http/api-handler.ts';
import type { RiskHandler } from '../../lambdas/shared/handler.ts';
import { callAsDocumented } from '../api/call-as-documented.ts';
import { type ApiCall, buildLambdaContext, buildServiceClaims } from '../api/gateway-event.ts';
import { readEveryRole } from '../api/person-roles.ts';
import { executeStateMachine, readDefinition, type Tasks } from './execute-state-machine.ts';
import { type LambdaHarness, startLambdaHarness } from './lambda-harness.ts';

const STEPS = ['SplitBatch', 'JoinFeatures', 'ScoreBatchPart', 'StoreBatchPart', 'CloseBatch'];
const toFileName = (step: string) => step.replace(/(?<=[a-z])[A-Z]/g, '-$&').toLowerCase();

/** How a batch's workflow runs. */
export interface BatchExecutionOptions {
  /** Runs each task twice, as a retry or a redrive may. */
  runsTwice?: boolean;
  /** Replacements of the real functions. */
  tasks?: Tasks;
  id?: string;
}

export type BatchHarness = Awaited<ReturnType<typeof startBatchHarness>>;

/** Starts the harness on another one that runs, or on one of its own, whose exports are split into small parts. */
export async function startBatchHarness(running?: LambdaHarness) {
  const harness = running ?? (await startLambdaHarness({ s3PartBytes: 2000 }));
  process.env.BATCH_SCORING_ARN = await createPlaceholderMachine('batch-scoring');
  harness.useRole('risk_api_score');
  const api = (await import('../../lambdas/prediction-api/batches.lambda.ts')).batchesHandler(readEveryRole);
  const steps: Record<string, RiskHandler<unknown>> = {};
  for (const step of STEPS) steps[step] = (await import(`../../lambdas/scoring/${toFileName(step)}.lambda.ts`)).handler;
  const { call, create, start, get } = createBatchCalls(api);
  const run = (batch_id: string, execution?: BatchExecutionOptions) => runWorkflow(harness, steps, batch_id, execution);

  /** Creates, uploads and runs a batch to the end of its workflow. */
  async function scoreFile(
    file: Buffer | string,
    execution: BatchExecutionOptions = {},
    more: object = {},
  ): Promise<Batch> {
    const made = await create(Buffer.byteLength(file), more);
    await uploadFile(made, file);
    await start(made.batch_id);
    await run(made.batch_id, execution);
    return get(made.batch_id);
  }

  /** Reads the rows of risk_scores that a batch stored. */
  async function readEvidence({ batch_id }: Batch) {
    const { rows } = await harness.db.superuser.query(
      `select * from predictions.risk_scores where lineage #>> '{batch,batch_id}' = $1 order by prediction_id`,
      [batch_id],
    );
    return rows;
  }

  return { harness, steps, call, create, start, get, run, scoreFile, readEvidence };
}

/** Creates the state machine that the API starts. It only waits, because the tests run the real definition themselves. */
export async function createPlaceholderMachine(name: string): Promise<string | undefined> {
  const sfn = new SFNClient({});
  const { stateMachineArn } = await sfn.send(
    new CreateStateMachineCommand({
      name,
      roleArn: 'arn:aws:iam::000000000000:role/test',
      definition: JSON.stringify({ StartAt: 'Wait', States: { Wait: { Type: 'Wait', Seconds: 600, End: true } } }),
    }),
  );
  sfn.destroy();
  return stateMachineArn;
}

function createBatchCalls(api: ApiHandler) {
  const call = (resource: string, more: Partial<ApiCall> = {}) =>
    callAsDocumented(api, { resource, claims: buildServiceClaims('risk/score'), ...more });
  return {
    call,
    create: async (size_bytes: number, more: object = {}): Promise<Batch> =>
      (await call('/v1/batches', { method: 'POST', body: { size_bytes, ...more } })).body,
    start: (batch_id: string) => call('/v1/batches/{batch_id}/start', { method: 'POST', path: { batch_id } }),
    get: async (batch_id: string): Promise<Batch> =>
      (await call('/v1/batches/{batch_id}', { path: { batch_id } })).body,
  };
}

/** Runs the batch workflow with the real functions. */
async function runWorkflow(
  harness: LambdaHarness,
  steps: Record<string, RiskHandler<unknown>>,
  batch_id: string,
  { runsTwice = false, tasks = {}, id = 'arn:aws:states:execution:e1' }: BatchExecutionOptions = {},
) {
  const task = (step: string) => async (input: object) => {
    harness.useRole(step === 'SplitBatch' ? 'risk_split' : 'risk_etl');
    if (runsTwice) await steps[step]?.(input, buildLambdaContext());
    return steps[step]?.(input, buildLambdaContext());
  };
  const all = { ...Object.fromEntries(STEPS.map((step) => [step, task(step)])), ...tasks };
  const execution = await executeStateMachine(readDefinition('batch-scoring'), { batch_id }, all, {
    id,
    isConcurrent: true,
  });
  harness.useRole('risk_api_score');
  return execution;
}

/** Sends a file to the batch's presigned URL. */
export function sendUpload({ upload: to }: Batch, body: Buffer | string): Promise<Response> {
  const { 'content-length': _, ...headers } = to?.headers ?? {};
  return fetch(to?.url ?? '', { method: 'PUT', headers, body: new Uint8Array(Buffer.from(body)) });
}

export async function uploadFile(batch: Batch, body: Buffer | string): Promise<void> {
  const { status } = await sendUpload(batch, body);
  if (status !== 200) throw new Error(`the upload was answered with ${status}`);
}

/** Reads the rows of a batch's result, by column. */
export async function readResult({ result }: Batch): Promise<Record<string, string>[]> {
  const response = await fetch(result?.url ?? '');
  const text = gunzipSync(Buffer.from(await response.arrayBuffer())).toString();
  return parse(text, { columns: true });
}
