/**
 * Policies of the database decide: at once, at their time, by segment and by arm. Under load no decision fails, and each
 * is wholly by one version; a changed document decides nothing.
 */
import { chooseArm } from '../../../lambdas/shared/decision/choose-arm.ts';
import { decide } from '../../../lambdas/shared/decision/decide.ts';
import { hashDocument } from '../../../lambdas/shared/policy/hash-document.ts';
import { parsePolicy } from '../../../lambdas/shared/policy/parse-policy.ts';
import type { Policy } from '../../../lambdas/shared/policy/policy.ts';
import { buildServiceClaims, callApi } from '../../../testing/api/gateway-event.ts';
import { buildRunId } from '../../../testing/database/rows.ts';
import { buildTinyModel, type TinyModel } from '../../../testing/models/tiny-model.ts';
import { assignPolicies, runExperiment, storeApprovedPolicy } from '../../../testing/policies/assign-policies.ts';
import { findSeedPolicy, SEED_VERSION } from '../../../testing/policies/seed-policies.ts';
import {
  type LambdaHarness,
  publishApplications,
  startLambdaHarness,
} from '../../../testing/workflows/lambda-harness.ts';

const description = {
  num: { utilisation: { median: 0.4, weight: 3 }, amount: { median: 0, weight: 0.0001 } },
  cat: { purpose: { car: 1 } },
  intercept: -3,
};
const APPLICATIONS = 12;
const HALF_MINUTE = 30_000;
/** Another cut-off on each side, so that a decision shows which version made it. */
const VERSIONS = {
  strict: { cut_offs: [{ approve_below_pd: 0.01, decline_from_pd: 0.02 }] },
  mild: { cut_offs: [{ approve_below_pd: 0.9, decline_from_pd: 0.95 }] },
  cars: { cut_offs: [{ approve_below_pd: 0.01, decline_from_pd: 0.99 }] },
};

let harness: LambdaHarness;
let champion: TinyModel;
let challenger: TinyModel;
let policies: Map<string, Policy>;
let predictHandler: typeof import('../../../lambdas/prediction-api/predict.lambda.ts').predictHandler;
let handler: ReturnType<typeof predictHandler>;

/** Milliseconds that the handler's clock is ahead. */
let ahead = 0;

beforeAll(async () => {
  harness = await startLambdaHarness();
  champion = await buildTinyModel(description);
  challenger = await buildTinyModel({ ...description, intercept: -1, version_time: '20260105T000000Z' });
  await harness.promote(champion);
  await harness.promote(challenger, 'challenger');
  const applications = Array.from({ length: APPLICATIONS }, (_, i) => ({
    id: `a${i}`,
    features: { utilisation: i / 4, purpose: i % 2 ? 'car' : 'home' },
  }));
  await publishApplications(harness.db, { run_id: buildRunId(1), as_of: '2026-01-01' }, applications);
  const documents = [[SEED_VERSION, findSeedPolicy().document]];
  for (const [version, changes] of Object.entries(VERSIONS)) {
    documents.push([version, await storeApprovedPolicy(harness.db.superuser, version, changes)]);
  }
  policies = new Map(documents.map(([version = '', document = '']) => [version, parsePolicy(JSON.parse(document))]));
  harness.useRole('risk_api_score');
  ({ predictHandler } = await import('../../../lambdas/prediction-api/predict.lambda.ts'));
  handler = predictHandler(undefined, () => Date.now() + ahead);
});
afterAll(() => harness?.stop());

const claims = buildServiceClaims('risk/score');
const predict = (i: number) =>
  callApi(handler, {
    method: 'POST',
    resource: '/v1/predict',
    body: { application_id: `a${i % APPLICATIONS}` },
    claims,
  });
const predictVersion = async (i: number) => {
  const { status, body } = await predict(i);
  return status === 200 ? body.policy_version : body;
};
const assign = (assignment: Parameters<typeof assignPolicies>[1]) => assignPolicies(harness.db.superuser, assignment);
const listStored = async () =>
  (await harness.db.superuser.query(`select * from predictions.risk_scores order by prediction_id`)).rows;

/** Every stored decision is the one of its version, with the version's hash. */
async function expectWholeDecisions(): Promise<number> {
  const rows = await listStored();
  for (const row of rows) {
    const policy = policies.get(row.policy_version) as Policy;
    const { decision, decided_by, lgd } = decide(policy, row.pd, row.features);
    expect(row).toMatchObject({ decision, decided_by, lgd });
    const { rows: versions } = await harness.db.superuser.query(
      'select sha256 from policies.versions where version = $1',
      [row.policy_version],
    );
    expect(row.policy_sha256).toBe(versions[0].sha256);
  }
  return rows.length;
}

test('activations under load: no decision fails or mixes versions, and each is followed within half a minute', async () => {
  const statuses: number[] = [];
  let isOver = false;
  const loads = [0, 1, 2, 3].map(async (first) => {
    for (let i = first; !isOver; i += 1) statuses.push((await predict(i)).status);
  });
  const followed: string[] = [];
  try {
    for (const assignment of [
      { default_version: 'strict' },
      { default_version: 'strict', segments: [{ feature: 'purpose', value: 'car', version: 'cars' }] },
      { default_version: 'mild', segments: [{ feature: 'purpose', value: 'car', version: 'cars' }] },
      { default_version: 'mild' },
    ]) {
      await assign(assignment);
      ahead += HALF_MINUTE;
      await predict(0);
      followed.push(`${await predictVersion(0)} ${await predictVersion(1)}`);
    }
  } finally {
    isOver = true;
    await Promise.all(loads);
  }
  expect(followed).toEqual(['strict strict', 'strict cars', 'mild cars', 'mild mild']);
  expect(statuses.length).toBeGreaterThan(20);
  expect(new Set(statuses)).toEqual(new Set([200]));
  expect(await expectWholeDecisions()).toBeGreaterThan(20);
});

test('an activation at a set time decides from then on, and not before', async () => {
  await assign({ default_version: 'strict', in_seconds: 2 });
  ahead += HALF_MINUTE;
  expect(await predictVersion(0)).toBe('mild');
  await new Promise((resolve) => setTimeout(resolve, 2100));
  expect(await predictVersion(0)).toBe('mild');
  ahead += HALF_MINUTE;
  expect(await predictVersion(0)).toBe('strict');
});

test('features without a customer are decided by their segment too', async () => {
  await assign({ default_version: 'mild', segments: [{ feature: 'purpose', value: 'car', version: 'cars' }] });
  ahead += HALF_MINUTE;
  const features = { utilisation: 0.5, amount: 1000, age_years: 40, debt_to_income: null, loan_to_value: null };
  const send = async (more: object) => {
    const body = { features: { ...features, months_past_due_1: 0, ...more } };
    const { status, body: answer } = await callApi(handler, { method: 'POST', resource: '/v1/predict', body, claims });
    return [status, answer.policy_version ?? answer.errors];
  };
  expect(await send({ purpose: 'car' })).toEqual([200, 'cars']);
  expect(await send({ purpose: null })).toEqual([200, 'mild']);
  expect(await send({ purpose: 'car', amount: null })).toEqual([
    422,
    [{ path: 'features.amount', message: 'Must be known' }],
  ]);
});

describe('an experiment', () => {
  const arms = [
    { arm: 'control', share: 0.4 },
    { arm: 'model', share: 0.3, model_version: '' },
    { arm: 'policy', share: 0.3, policy_version: 'strict' },
  ];
  const chooseOf = (i: number) =>
    chooseArm(
      [
        {
          ...{ experiment_id: 'test-experiment', salt: 'a'.repeat(32) },
          arms: arms.map((arm) => ({ policy_version: null, model_version: null, is_stopped: false, ...arm })),
        },
      ],
      `customer-of-a${i}`,
    )?.arm;
  let answers: { i: number; body: Record<string, unknown> }[];

  beforeAll(async () => {
    for (const arm of arms)
      if (arm.arm === 'model') Object.assign(arm, { model_version: challenger.reference.version });
    await runExperiment(harness.db.superuser, arms);
    ahead += HALF_MINUTE;
    answers = [];
    for (let i = 0; i < APPLICATIONS; i += 1) answers.push({ i, body: (await predict(i)).body });
  });

  test('decides on each customer by the arm, and keeps the policy of a segment in every arm', () => {
    expect(new Set(answers.map(({ i }) => chooseOf(i)))).toEqual(new Set(['control', 'model', 'policy']));
    for (const { i, body } of answers) {
      const arm = chooseOf(i);
      expect(body).toMatchObject({
        model_version: (arm === 'model' ? challenger : champion).reference.version,
        policy_version: i % 2 ? 'cars' : arm === 'policy' ? 'strict' : 'mild',
      });
    }
  });

  test('stands in the evidence, without a shadow of the model that decided, and replays', async () => {
    const rows = new Map((await listStored()).map((row) => [row.prediction_id, row]));
    harness.useRole('risk_api_read');
    const { replayHandler } = await import('../../../lambdas/prediction-api/replay.lambda.ts');
    const replay = replayHandler();
    const { rows: shadows } = await harness.db.superuser.query(
      `select prediction_id from predictions.shadow_scores join predictions.risk_scores using (prediction_id, model_version)`,
    );
    expect(shadows).toEqual([]);
    for (const { i, body } of answers) {
      const row = rows.get(body.prediction_id);
      expect(row).toMatchObject({
        experiment_id: 'test-experiment',
        arm: chooseOf(i),
        policy_version: body.policy_version,
      });
      const path = { prediction_id: String(body.prediction_id) };
      const resource = '/v1/predictions/{prediction_id}/replay';
      const answer = await callApi(replay, {
        ...{ method: 'POST', resource, path, body: {} },
        claims: buildServiceClaims('risk/read'),
      });
      expect([answer.status, answer.body.differences]).toEqual([200, []]);
    }
    harness.useRole('risk_api_score');
  });

  test('gives a customer the same arm again, and after a stop of the arm what decides without it', async () => {
    const again = await Promise.all(answers.map(({ i }) => predict(i)));
    expect(again.map(({ body }) => [body.model_version, body.policy_version])).toEqual(
      answers.map(({ body }) => [body.model_version, body.policy_version]),
    );
    await runExperiment(
      harness.db.superuser,
      arms.map((arm) => ({ ...arm, is_stopped: arm.arm === 'model' })),
    );
    ahead += HALF_MINUTE;
    const stopped = answers.find(({ i }) => chooseOf(i) === 'model')?.i ?? 0;
    const kept = answers.find(({ i }) => i % 2 === 0 && chooseOf(i) === 'policy')?.i ?? 0;
    const { body } = await predict(stopped);
    expect(body.model_version).toBe(champion.reference.version);
    expect(await predictVersion(kept)).toBe('strict');
    const row = (await listStored()).find(({ prediction_id }) => prediction_id === body.prediction_id);
    expect(row).toMatchObject({ experiment_id: null, arm: null });
  });

  test('without its arm any more decides as before', async () => {
    await runExperiment(harness.db.superuser, []);
    ahead += HALF_MINUTE;
    expect(await predictVersion(0)).toBe('mild');
  });
});

test('a changed document decides nothing: a process goes on with what it read, and a new one refuses by name', async () => {
  const { superuser } = harness.db;
  await assign({ default_version: 'strict' });
  const { rows } = await superuser.query(`select document, sha256 from policies.versions where version = 'strict'`);
  const changed = rows[0].document.replace('0.01', '0.91');
  expect(hashDocument(changed)).not.toBe(rows[0].sha256);
  await superuser.query(`do $$ declare name text; begin
    for name in select conname from pg_constraint
      where conrelid = 'policies.versions'::regclass and contype = 'c' and pg_get_constraintdef(oid) like '%sha256%'
    loop execute format('alter table policies.versions drop constraint %I', name); end loop; end $$`);
  await superuser.query('set session_replication_role = replica');
  await superuser.query(`update policies.versions set document = $1 where version = 'strict'`, [changed]);
  await superuser.query('set session_replication_role = origin');
  const fresh = predictHandler();
  // The process knows the version by its hash and needs no second read; a new one reads the changed document.
  ahead += HALF_MINUTE;
  expect(await predictVersion(0)).toBe('strict');
  const { status, body } = await callApi(fresh, {
    ...{ method: 'POST', resource: '/v1/predict', body: { application_id: 'a0' } },
    claims,
  });
  expect([status, body.type]).toEqual([503, 'urn:risk:problem:policy-unavailable']);
});
