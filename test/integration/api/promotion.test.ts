/** The API while models are promoted and rolled back: which model scores, and that no request is refused. */
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import type { ApiHandler } from '../../../lambdas/prediction-api/http/api-handler.ts';
import { getObjectStore } from '../../../lambdas/shared/aws/object-store.ts';
import { LifecycleChange } from '../../../lambdas/training/contract/lifecycle.ts';
import { changeLifecycleStage } from '../../../lambdas/training/registry/change-lifecycle-stage.ts';
import { buildServiceClaims, callApi } from '../../../testing/api/gateway-event.ts';
import { buildRunId } from '../../../testing/database/rows.ts';
import { approveModelChange } from '../../../testing/models/model-requests.ts';
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
/** Added to the clock by which the function measures the age of its cache. */
let clockOffsetMilliseconds = 0;

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
  jest.spyOn(Date, 'now').mockImplementation(() => now() + clockOffsetMilliseconds);
  const { predictHandler } = await import('../../../lambdas/prediction-api/predict.lambda.ts');
  handler = predictHandler();
});
afterAll(async () => {
  jest.restoreAllMocks();
  await harness?.stop();
});

const predict = () =>
  callApi(handler, {
    ...{ method: 'POST', resource: '/v1/predict', body: { application_id: 'a1' } },
    claims: buildServiceClaims('risk/score'),
  });

/** Sends requests at once and returns statuses and models of the responses. */
async function predictAtOnce(requests: number): Promise<{ statuses: number[]; models: string[] }> {
  const answers = await Promise.all(Array.from({ length: requests }, predict));
  return { statuses: answers.map(({ status }) => status), models: answers.map(({ body }) => body.model_version) };
}

const apply = (request_id: string) =>
  changeLifecycleStage(
    { database: harness.db.connect('risk_training'), store: getObjectStore(), modelBucket: MODEL_BUCKET },
    LifecycleChange.parse({ action: 'apply', request_id, execution_id: `execution-${request_id}` }),
  );

test('no request during a rollback and a promotion fails, and half a minute later the new champion scores', async () => {
  const [first = '', second = ''] = versions;
  expect((await predictAtOnce(1)).models).toEqual([second]);
  for (const [kind, to, from] of [
    ['model_rollback', first, second],
    ['model_promotion', second, first],
  ] as const) {
    const request = await approveModelChange(harness.db.connect('risk_governance'), { kind, version: to });
    const [during, changed] = await Promise.all([predictAtOnce(8), apply(request)]);
    expect(changed).toMatchObject({ version: to, replaced: from });
    expect(during.statuses).toEqual(Array(8).fill(200));
    clockOffsetMilliseconds += 30_000;
    expect(await predictAtOnce(8)).toEqual({ statuses: Array(8).fill(200), models: Array(8).fill(to) });
  }
});
