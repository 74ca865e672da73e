/** An experiment through the API: proposed, approved by another, measured, stopped; and refusals with path and reason. */
import type { ExperimentDefinition } from '../../../lambdas/shared/experiments/definition.ts';
import { insertArmScores, insertModels } from '../../../testing/experiments/proposed-experiments.ts';
import { createExperiment } from '../../../testing/experiments/sample-experiment.ts';
import { type GovernedApi, startGovernedApi } from '../../../testing/governance/governed-api.ts';
import { type LambdaHarness, startLambdaHarness } from '../../../testing/workflows/lambda-harness.ts';

let harness: LambdaHarness;
let api: GovernedApi;
beforeAll(async () => {
  harness = await startLambdaHarness();
  api = await startGovernedApi(harness);
  await insertModels(harness.db.superuser);
  const created = await api.call('ann', 'POST', '/v1/policies', {
    ...{ path: {}, body: { version: 'lower', based_on: '2026-11-23' } },
  });
  const golden_cases = [{ name: 'Low risk', pd: 0.01, features: { amount: 1000 }, expect: { decision: 'approve' } }];
  await api.call('ann', 'POST', '/v1/policies/{version}', {
    path: { version: 'lower' },
    body: { document: { ...created.body.document, golden_cases }, revision: 1 },
  });
});
afterAll(() => harness?.stop());

const WHY = { why: 'Losses on these loans are too high.' };
const post = (person: string, resource: string, path: Record<string, string>, body?: unknown) =>
  api.call(person, 'POST', resource, { path, body });
const propose = (subject: string, content: object, person = 'ann') =>
  post(person, '/v1/requests', {}, { kind: 'experiment', subject, content, ...WHY });
const approve = (person: string, request_id: string) =>
  post(person, '/v1/requests/{request_id}/approve', { request_id }, WHY);
const stop = (experiment_id: string, more: object = {}, person = 'ann') =>
  post(person, '/v1/experiments/{experiment_id}/stop', { experiment_id }, { ...WHY, ...more });
const read = async (experiment_id: string) =>
  (await api.call('ann', 'GET', '/v1/experiments/{experiment_id}', { path: { experiment_id } })).body;
const toProblem = ({ status, body }: { status: number; body: { type?: string } }) => [
  status,
  body.type?.split(':').at(-1),
];

const withArm = (changes: object): ExperimentDefinition => {
  const { arms, ...rest } = createExperiment();
  return { ...rest, arms: arms.map((arm, i) => (i === 1 ? { ...arm, policy_version: 'lower', ...changes } : arm)) };
};

test('what is wrong is refused with path and reason, and nothing is stored', async () => {
  const refuse = async (content: object, subject = 'first') => {
    const answer = await propose(subject, content);
    expect(toProblem(answer)).toEqual([422, 'experiment-invalid']);
    return Object.fromEntries(answer.body.errors.map(({ path, message }: Record<string, string>) => [path, message]));
  };
  expect(await refuse({})).toMatchObject({
    'content.question': expect.any(String),
    'content.arms': expect.any(String),
  });
  expect(await refuse(withArm({}), 'Not A Name')).toEqual({ subject: expect.stringContaining('lower case') });
  expect(await refuse(withArm({ share: 0.4 }))).toMatchObject({
    'content.arms': expect.stringContaining('add up to 0.9'),
  });
  expect(await refuse(withArm({}))).toEqual({ 'content.arms.1.policy_version': 'its document has not been simulated' });
  expect(await refuse(withArm({ policy_version: 'nowhere' }))).toEqual({
    'content.arms.1.policy_version': 'there is no policy of this version',
  });
  expect(await refuse(withArm({ policy_version: null, model_version: 'm' }))).toEqual({
    'content.arms.1.model_version': 'there is no model of this version',
  });
  expect(await refuse(withArm({ policy_version: null, model_version: '20260101T000000Z-aaaaaaaa' }))).toEqual({
    'content.arms.1.model_version': 'is champion, and must be the challenger',
  });
  await harness.db.superuser.query(
    `update predictions.model_metadata set manifest = manifest || '{"score_scale": {"base": 500, "odds": 20, "pdo": 20, "min": 0, "max": 1000}}'
     where stage = 'challenger'`,
  );
  const challenger = { policy_version: '2026-11-01', model_version: '20260102T000000Z-bbbbbbbb' };
  expect(await refuse(withArm(challenger))).toEqual({
    'content.arms.1': expect.stringContaining('another score scale'),
  });
  const { rows } = await harness.db.superuser.query("select from governance.requests where kind = 'experiment'");
  expect(rows).toHaveLength(0);
});

test('an experiment is proposed with its policy, approved by another, measured and stopped', async () => {
  await api.simulate('lower');
  const { body: request } = await propose('first', withArm({}));
  expect(request).toMatchObject({ kind: 'experiment', subject: 'first', state: 'open', needs_two: true });
  expect((await api.call('ann', 'GET', '/v1/policies/{version}', { path: { version: 'lower' } })).body.state).toBe(
    'proposed',
  );
  expect(toProblem(await approve('ann', request.request_id))).toEqual([403, 'missing-role']);
  expect((await api.call('ann', 'GET', '/v1/experiments')).body).toEqual({ experiments: [] });
  expect((await approve('bo', request.request_id)).body.state).toBe('applied');
  expect(await read('first')).toMatchObject({
    ...{ experiment_id: 'first', state: 'running', approved_by: { id: 'bo' }, results: null, checks: [] },
    ...{ champion_version: '20260101T000000Z-aaaaaaaa', default_version: '2026-11-23' },
    definition: { arms: [{ arm: 'control' }, { arm: 'lower', policy_version: 'lower' }] },
    arms: [
      { arm: 'control', is_control: true },
      { arm: 'lower', is_control: false, is_stopped: false },
    ],
  });
  // The name and the period are taken.
  const again = await propose('first', withArm({}));
  expect(again.body.errors.map(({ path }: { path: string }) => path)).toEqual(['subject', 'content.starts_at']);

  const scored_at = new Date().toISOString();
  for (const arm of ['control', 'lower']) {
    const customers = Array.from({ length: 40 }, (_, n) => ({
      customer_id: `${arm}-${n}`,
      application_id: `${arm}-${n}`,
    }));
    await insertArmScores(harness.db.superuser, { experiment_id: 'first', arm, scored_at }, customers);
  }
  harness.useRole('risk_monitoring');
  const { handler } = await import('../../../lambdas/monitoring/watch-experiments.lambda.ts');
  const { buildLambdaContext } = await import('../../../testing/api/gateway-event.ts');
  expect(await handler({}, buildLambdaContext() as never)).toMatchObject({ measured: ['first'], stopped_arms: [] });
  const measured = await read('first');
  expect(measured).toMatchObject({
    ...{ sample_ratio: 'ok', checks: [{ sample_ratio: 'ok' }], measured_at: expect.stringMatching(/Z$/) },
    results: {
      arms: [
        { arm: 'control', customers: 40, approval_rate: { value: 1 } },
        { arm: 'lower', customers: 40 },
      ],
      comparisons: [{ arm: 'lower', measure: 'approval_rate', difference: 0, power: expect.any(Number) }, {}, {}],
      guardrails: [{ arm: 'lower', guardrail: 'expected_loss', level: 'insufficient' }, {}, {}],
    },
  });
  const { Experiment } = await import('../../../lambdas/prediction-api/contract/schemas/experiments.ts');
  expect(Experiment.safeParse(measured).error).toBeUndefined();

  expect(toProblem(await stop('first', { arm: 'control' }))).toEqual([422, 'arm-not-stoppable']);
  expect(toProblem(await stop('nowhere'))).toEqual([404, 'unknown-experiment']);
  const { body: stopped } = await stop('first');
  expect(stopped).toMatchObject({
    ...{ state: 'stopped', stopped_at: expect.any(String) },
    stops: [{ arm: null, reason: 'person', why: WHY.why, stopped_by: { id: 'ann', name: 'ANN' } }],
  });
  expect(Experiment.safeParse(stopped).error).toBeUndefined();
  expect(toProblem(await stop('first'))).toEqual([409, 'experiment-over']);
  const { experiments } = (await api.call('ann', 'GET', '/v1/experiments')).body;
  expect(experiments).toMatchObject([{ experiment_id: 'first', state: 'stopped' }]);
});

test('nobody approves an experiment of their own', async () => {
  const { body: request } = await propose('own', withArm({}), 'bo');
  expect(toProblem(await approve('bo', request.request_id))).toEqual([403, 'own-proposal']);
});

test('what has changed between proposal and approval is refused at the approval', async () => {
  const { body: late } = await propose('late', withArm({}));
  const { body: other } = await propose('other', withArm({}));
  await approve('bo', other.request_id);
  expect(toProblem(await approve('bo', late.request_id))).toEqual([409, 'experiment-overlaps']);
  await stop('other');
  await harness.db.superuser.query("update predictions.model_metadata set manifest = manifest - 'score_scale'");
  const { body: model } = await propose(
    'model',
    withArm({ policy_version: null, model_version: '20260102T000000Z-bbbbbbbb' }),
  );
  await harness.db.superuser.query(
    "update predictions.model_metadata set stage = 'rejected' where stage = 'challenger'",
  );
  expect(toProblem(await approve('bo', model.request_id))).toEqual([409, 'model-not-challenger']);
});
