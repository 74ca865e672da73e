/** A running API while models are promoted and rolled back: who is served by which, and that nobody is refused. */
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import type { ApiHandler } from '../../../lambdas/prediction-api/http/api-handler.ts';
import { getObjectStore } from '../../../lambdas/shared/aws/object-store.ts';
import { LifecycleChange } from '../../../lambdas/training/contract/lifecycle.ts';
import { changeLifecycleStage } from '../../../lambdas/training/registry/change-lifecycle-stage.ts';
import { buildServiceClaims, callApi } from '../../../testing/api/gateway-event.ts';
import { buildRunId } from '../../../testing/database/rows.ts';
import { buildTinyModel } from '../../../testing/models/tiny-model.ts';
import {
  type LambdaHarness,
  MODEL_BUCKET,
  publishApplications,
  startLambdaHarness,
} from '../../../testing/workflows/lambda-harness.ts';

let harness: LambdaHarness;
let handler: ApiHandler;
let versions: string[];
/** Milliseconds that the clock is ahead, by which the function knows the age of what it keeps. */
let ahead = 0;

beforeAll(async () => {
  harness = await startLambdaHarness();
  const tiny = (weight: number) => buildTinyModel({ num: { amount: { median: 0, weight } }, cat: {}, intercept: -3 });
  const models = [await tiny(0.0001), await tiny(0.0002)];
  for (const model of models) await harness.promote(model);
  versions = models.map(({ reference }) => reference.version);
  await harness.db.superuser.query('update predictions.model_metadata set promoted_at = registered_at');
  await publishApplications(harness.db, { run_id: buildRunId(1), as_of: '2005-10-01' }, [
    { id: 'a1', features: { amount: 500 } },
  ]);
  harness.useRole('risk_api_score');
  const now = Date.now.bind(Date);
  jest.spyOn(Date, 'now').mockImplementation(() => now() + ahead);
  const { predictHandler } = await import('../../../lambdas/prediction-api/predict.lambda.ts');
  handler = predictHandler();
}, 120_000);
afterAll(async () => {
  jest.restoreAllMocks();
  await harness?.stop();
});

const ask = () =>
  callApi(handler, {
    ...{ method: 'POST', resource: '/v1/predict', body: { application_id: 'a1' } },
    claims: buildServiceClaims('risk/score'),
  });

/** Answers of that many requests at once. */
async function served(requests: number): Promise<{ statuses: number[]; models: string[] }> {
  const answers = await Promise.all(Array.from({ length: requests }, ask));
  return { statuses: answers.map(({ status }) => status), models: answers.map(({ body }) => body.model_version) };
}

const change = (action: 'promote' | 'rollback', version: string, execution_id: string) =>
  changeLifecycleStage(
    { database: harness.db.connect('risk_training'), store: getObjectStore(), modelBucket: MODEL_BUCKET },
    LifecycleChange.parse({ action, version, why: 'a test', actor: 'a', caller: 'c', execution_id }),
  );

test('requests during a rollback and a promotion are all answered, and half a minute later by the new champion', async () => {
  const [first = '', second = ''] = versions;
  expect((await served(1)).models).toEqual([second]);
  for (const [action, to, from] of [
    ['rollback', first, second],
    ['promote', second, first],
  ] as const) {
    const [during, changed] = await Promise.all([served(8), change(action, to, `execution-${action}`)]);
    expect(changed).toMatchObject({ version: to, replaced: from });
    expect(during.statuses).toEqual(Array(8).fill(200));
    ahead += 30_000;
    expect(await served(8)).toEqual({ statuses: Array(8).fill(200), models: Array(8).fill(to) });
  }
}, 60_000);
