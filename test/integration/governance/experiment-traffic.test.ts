/** An experiment on real calls: who is decided by which arm, what stands in the evidence, and an arm that fails. */

import { DeleteObjectCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { watchExperiments } from '../../../lambdas/monitoring/experiments/watch-experiments.ts';
import type { ApiHandler } from '../../../lambdas/prediction-api/http/api-handler.ts';
import { chooseArm, type ServingExperiment } from '../../../lambdas/shared/decision/choose-arm.ts';
import { monitoringConfiguration } from '../../../lambdas/shared/monitoring-configuration.ts';
import { buildServiceClaims, callApi } from '../../../testing/api/gateway-event.ts';
import { buildRunId } from '../../../testing/database/rows.ts';
import { decideRequest, proposeExperiment } from '../../../testing/experiments/proposed-experiments.ts';
import { createExperiment } from '../../../testing/experiments/sample-experiment.ts';
import { buildTinyModel, type TinyModel } from '../../../testing/models/tiny-model.ts';
import {
  type LambdaHarness,
  MODEL_BUCKET,
  publishApplications,
  startLambdaHarness,
} from '../../../testing/workflows/lambda-harness.ts';

const APPLICATIONS = 80;
/** Few enough that a busy machine answers each within the function's time limit. */
const CONCURRENT_CALLS = 8;
const CACHE_MILLISECONDS = 31_000;

let harness: LambdaHarness;
let predictHandler: () => ApiHandler;
let handler: ApiHandler;
let challenger: TinyModel;
/** Added to the clock by which the function measures the age of its cache. */
let clockOffsetMilliseconds = 0;

beforeAll(async () => {
  harness = await startLambdaHarness();
  const tiny = (weight: number) => buildTinyModel({ num: { amount: { median: 0, weight } }, cat: {}, intercept: -3 });
  await harness.promote(await tiny(0.0001));
  challenger = await tiny(0.0002);
  await harness.promote(challenger, 'challenger');
  const applications = Array.from({ length: APPLICATIONS }, (_, n) => ({ id: `a${n}`, features: { amount: 500 } }));
  await publishApplications(harness.db, { run_id: buildRunId(1), as_of: '2005-10-01' }, applications);
  const now = Date.now.bind(Date);
  jest.spyOn(Date, 'now').mockImplementation(() => now() + clockOffsetMilliseconds);
  ({ predictHandler } = await import('../../../lambdas/prediction-api/predict.lambda.ts'));
  handler = predictHandler();
});
afterAll(async () => {
  jest.restoreAllMocks();
  await harness?.stop();
});

async function predictAll() {
  harness.useRole('risk_api_score');
  const predict = (n: number) =>
    callApi(handler, {
      ...{ method: 'POST', resource: '/v1/predict', body: { application_id: `a${n}` } },
      claims: buildServiceClaims('risk/score'),
    });
  const answers: Awaited<ReturnType<typeof predict>>[] = [];
  for (let first = 0; first < APPLICATIONS; first += CONCURRENT_CALLS) {
    const wave = Array.from({ length: CONCURRENT_CALLS }, (_, n) => predict(first + n));
    answers.push(...(await Promise.all(wave)));
  }
  return answers;
}

async function start(experiment_id: string): Promise<ServingExperiment[]> {
  const governance = harness.db.connect('risk_governance');
  const { rows } = await harness.db.superuser.query(
    "select jsonb_build_object('2026-11-01', sha256) as policies from policies.versions where version = '2026-11-01'",
  );
  const arms = [
    { arm: 'control', share: 0.4, policy_version: null, model_version: null },
    { arm: 'model', share: 0.3, policy_version: null, model_version: challenger.reference.version },
    { arm: 'policy', share: 0.3, policy_version: '2026-11-01', model_version: null },
  ];
  const guardrails = { minimum_customers: 1000, expected_loss: 1.5, approval_rate: 0.5, error_rate: 0.05 };
  const definition = createExperiment({ arms, guardrails });
  await decideRequest(governance, await proposeExperiment(governance, { experiment_id, definition, ...rows[0] }));
  clockOffsetMilliseconds += CACHE_MILLISECONDS;
  const [serving] = await harness.db
    .connect('risk_api_score')
    .query<{ experiments: ServingExperiment[] }>("select policies.find_serving(now()) -> 'experiments' as experiments");
  return serving?.experiments ?? [];
}

const watch = () => watchExperiments(harness.db.connect('risk_monitoring'), monitoringConfiguration.experiments);
const readArms = async (experiment_id: string) =>
  (
    await harness.db.superuser.query(
      `select customer_id, arm, model_version, policy_version from predictions.risk_scores where experiment_id = $1`,
      [experiment_id],
    )
  ).rows;

test('every customer is decided by one arm, however often a score is requested, and the evidence names it', async () => {
  const experiments = await start('traffic');
  for (const answers of [await predictAll(), await predictAll()]) {
    expect(answers.every(({ status }) => status === 200)).toBe(true);
  }
  const rows = await readArms('traffic');
  expect(rows).toHaveLength(2 * APPLICATIONS);
  for (const row of rows) {
    const chosen = chooseArm(experiments, row.customer_id);
    expect([row.arm, row.model_version === challenger.reference.version, row.policy_version]).toEqual([
      ...[chosen?.arm, chosen?.model_version !== null, chosen?.policy_version ?? '2026-11-23'],
    ]);
  }
  expect(new Set(rows.map(({ arm }) => arm))).toEqual(new Set(['control', 'model', 'policy']));
  expect(await watch()).toMatchObject({ measured: ['traffic'], stopped_arms: [], sample_ratio_mismatches: [] });
  const { rows: checks } = await harness.db.superuser.query('select results from policies.experiment_checks');
  const customers = checks[0].results.arms.map(({ customers }: { customers: number }) => customers);
  expect(customers.reduce((sum: number, count: number) => sum + count, 0)).toBe(APPLICATIONS);
});

test('an arm whose model cannot be loaded is stopped, and its customers are decided without it', async () => {
  const [stopped] = await harness.db
    .connect('risk_governance')
    .query("select (policies.stop_experiment('traffic', null, 'The next one begins.', 'ben')).experiment_id");
  expect(stopped).toEqual({ experiment_id: 'traffic' });
  await harness.ministack.client.send(new DeleteObjectCommand({ Bucket: MODEL_BUCKET, Key: challenger.reference.key }));
  handler = predictHandler();
  await start('broken');
  for (const _ of [1, 2]) {
    const answers = await predictAll();
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200, 503]));
  }
  expect((await watch()).stopped_arms).toEqual([{ experiment_id: 'broken', arm: 'model', guardrail: 'error_rate' }]);
  clockOffsetMilliseconds += CACHE_MILLISECONDS;
  const answers = await predictAll();
  expect(answers.every(({ status }) => status === 200)).toBe(true);
  const arms = new Set((await readArms('broken')).map(({ arm }) => arm));
  expect(arms).toEqual(new Set(['control', 'policy']));
});
