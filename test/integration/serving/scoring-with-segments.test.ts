/**
 * A night and a batch are decided by one state, however long they take: by segment, by arm, and by what decided when they
 * began. A later scoring decides again only on applications that another version or model decides now.
 */
import { GetObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { chooseArm } from '../../../lambdas/shared/decision/choose-arm.ts';
import type { RiskHandler } from '../../../lambdas/shared/handler.ts';
import { batchServingKey, scoringServingKey } from '../../../lambdas/shared/object-keys.ts';
import { buildLambdaContext } from '../../../testing/api/gateway-event.ts';
import { buildRunId } from '../../../testing/database/rows.ts';
import { buildTinyModel, type TinyModel } from '../../../testing/models/tiny-model.ts';
import { assignPolicies, runExperiment, storeApprovedPolicy } from '../../../testing/policies/assign-policies.ts';
import { SEED_VERSION } from '../../../testing/policies/seed-policies.ts';
import { type BatchHarness, readResult, startBatchHarness } from '../../../testing/workflows/batch-harness.ts';
import { publishApplications, WORK_BUCKET } from '../../../testing/workflows/lambda-harness.ts';

const description = {
  num: { utilisation: { median: 0.4, weight: 3 }, amount: { median: 0, weight: 0.0001 } },
  cat: {},
  intercept: -3,
};
/** The challenger of the experiment reads a feature that neither the champion nor a policy reads. */
const other = { ...description, num: { ...description.num, dependants: { median: 0, weight: 0.1 } } };
const IDS = Array.from({ length: 12 }, (_, i) => `a${i}`);
const purposeOf = (id: string) => (Number(id.slice(1)) % 2 ? 'car' : 'home');
const CARS = { feature: 'purpose', value: 'car', version: 'cars' };

interface Prepared {
  outcome: string;
  scoring_id: string;
  parts: object[];
}

let batches: BatchHarness;
let harness: BatchHarness['harness'];
let champion: TinyModel;
let challenger: TinyModel;
let handlers: Record<'prepare' | 'score' | 'store', RiskHandler<unknown>>;

beforeAll(async () => {
  batches = await startBatchHarness();
  harness = batches.harness;
  champion = await buildTinyModel(description);
  challenger = await buildTinyModel({ ...other, version_time: '20260105T000000Z' });
  await harness.promote(champion);
  await harness.promote(challenger, 'challenger');
  await storeApprovedPolicy(harness.db.superuser, 'cars');
  await storeApprovedPolicy(harness.db.superuser, 'next', {
    pricing: [
      {
        ...{ term: 'term_months', funding_rate: 0.02, up_to_months: [null] },
        rates: ['A', 'B', 'C', 'D', 'E'].map((band) => ({ band, rates: [0.1] })),
      },
    ],
  });
  await publishApplications(
    harness.db,
    { run_id: buildRunId(1), as_of: '2026-01-01' },
    IDS.map((id) => ({ id, features: { utilisation: 0.2, purpose: purposeOf(id), dependants: 1, term_months: 24 } })),
  );
  handlers = {
    prepare: (await import('../../../lambdas/scoring/prepare-scoring.lambda.ts')).handler,
    score: (await import('../../../lambdas/scoring/score-part.lambda.ts')).handler,
    store: (await import('../../../lambdas/scoring/store-scores.lambda.ts')).handler,
  };
});
afterAll(() => harness?.stop());

const assign = (assignment: Parameters<typeof assignPolicies>[1]) => assignPolicies(harness.db.superuser, assignment);

let executions = 0;
async function prepare(): Promise<Prepared> {
  harness.useRole('risk_etl');
  executions += 1;
  return (await handlers.prepare({ execution_id: `arn:e:scoring:e${executions}` }, buildLambdaContext())) as Prepared;
}

async function finish({ parts = [], ...step }: Prepared): Promise<number> {
  let stored = 0;
  for (const part of parts) {
    const scored = await handlers.score({ ...step, part }, buildLambdaContext());
    stored += ((await handlers.store({ ...step, part: scored }, buildLambdaContext())) as { stored: number }).stored;
  }
  return stored;
}

const listScores = async (where: string) =>
  (
    await harness.db.superuser.query(
      `select * from predictions.risk_scores where ${where} order by length(application_id), application_id`,
    )
  ).rows;
const listVersions = async (scoring: Prepared) =>
  (await listScores(`requested_by = 'scoring/${scoring.scoring_id}'`)).map((row) => [
    row.application_id,
    row.policy_version,
  ]);

test('a night is decided by what decided when it began', async () => {
  const scoring = await prepare();
  await assign({ default_version: 'next' });
  expect(await finish(scoring)).toBe(IDS.length);
  expect(await listVersions(scoring)).toEqual(IDS.map((id) => [id, SEED_VERSION]));
});

test('the next decides by segment, with the price of the policy, and only where another version decides now', async () => {
  await assign({ default_version: SEED_VERSION, segments: [CARS] });
  const cars = await prepare();
  expect(await finish(cars)).toBe(IDS.length / 2);
  expect(await listVersions(cars)).toEqual(IDS.filter((id) => purposeOf(id) === 'car').map((id) => [id, 'cars']));
  expect(await prepare()).toEqual({ outcome: 'nothing_open', restricted: 0 });
  await assign({ default_version: 'next', segments: [CARS] });
  const others = await prepare();
  expect(await finish(others)).toBe(IDS.length / 2);
  const [row] = await listScores(`requested_by = 'scoring/${others.scoring_id}'`);
  expect(row).toMatchObject({ policy_version: 'next', rate: 0.1, experiment_id: null });
  expect(Number(row.expected_return)).toBeCloseTo(row.ead * 0.08 * (1 - row.pd) - row.expected_loss, 1);
  expect(row.policy_sha256).toMatch(/^[0-9a-f]{64}$/);
});

test('a snapshot whose policy was changed stores nothing', async () => {
  await assign({ default_version: 'next' });
  const scoring = await prepare();
  const at = { Bucket: WORK_BUCKET, Key: scoringServingKey(scoring.scoring_id) };
  const { client } = harness.ministack;
  const text = await (await client.send(new GetObjectCommand(at))).Body?.transformToString();
  await client.send(new PutObjectCommand({ ...at, Body: text?.replace('0.15', '0.95') }));
  await expect(finish(scoring)).rejects.toThrow('sha256');
  await client.send(new PutObjectCommand({ ...at, Body: text }));
  expect(await finish(scoring)).toBeGreaterThan(0);
});

const salt = 'a'.repeat(32);
const buildArms = () => [
  { arm: 'control', share: 0.5 },
  { arm: 'model', share: 0.5, model_version: challenger.reference.version },
];
const findArm = (id: string) => {
  const arms = buildArms().map((arm) => ({ policy_version: null, model_version: null, is_stopped: false, ...arm }));
  return chooseArm([{ experiment_id: 'test-experiment', salt, arms }], `customer-of-${id}`)?.arm;
};
const listArms = () => IDS.map((id) => [id, findArm(id)]);

describe('an experiment', () => {
  beforeAll(async () => {
    await assign({ default_version: SEED_VERSION });
    await runExperiment(harness.db.superuser, buildArms());
  });

  test('decides a night by arm, each with its model and its evidence, and once', async () => {
    await publishApplications(
      harness.db,
      { run_id: buildRunId(2), as_of: '2026-01-02' },
      IDS.map((id) => ({ id, features: { utilisation: 0.3, purpose: purposeOf(id), dependants: 2, term_months: 24 } })),
    );
    const scoring = await prepare();
    expect(await finish(scoring)).toBe(IDS.length);
    const rows = await listScores(`requested_by = 'scoring/${scoring.scoring_id}'`);
    expect(rows.map(({ application_id, arm }) => [application_id, arm])).toEqual(listArms());
    for (const { arm, model_version, features } of rows) {
      expect(model_version).toBe((arm === 'model' ? challenger : champion).reference.version);
      expect('dependants' in features).toBe(arm === 'model');
    }
    const { rows: shadows } = await harness.db.superuser.query(
      `select s.arm from predictions.shadow_scores join predictions.risk_scores s using (prediction_id)
       where s.requested_by = $1`,
      [`scoring/${scoring.scoring_id}`],
    );
    expect(new Set(shadows.map(({ arm }) => arm))).toEqual(new Set(['control']));
    expect(await prepare()).toEqual({ outcome: 'nothing_open', restricted: 0 });
  });

  test('decides a batch by arm, and by what decided when it was claimed', async () => {
    const tasks = {
      ScoreBatchPart: async (input: object) => {
        await runExperiment(harness.db.superuser, []);
        await assign({ default_version: 'next' });
        return batches.steps.ScoreBatchPart?.(input, buildLambdaContext());
      },
    };
    harness.useRole('risk_api_score');
    const batch = await batches.scoreFile(`application_id\n${IDS.join('\n')}\n`, { tasks });
    expect(batch).toMatchObject({ state: 'done', policy_version: SEED_VERSION });
    const rows = await batches.readEvidence(batch);
    const byId = new Map(rows.map((row) => [row.application_id, row]));
    expect(IDS.map((id) => [id, byId.get(id)?.arm])).toEqual(listArms());
    expect(new Set(rows.map(({ policy_version }) => policy_version))).toEqual(new Set([SEED_VERSION]));
    const result = await readResult(batch);
    expect(result.map(({ policy_version, rate, expected_return }) => [policy_version, rate, expected_return])).toEqual(
      IDS.map(() => [SEED_VERSION, '', '']),
    );
    const snapshot = await harness.ministack.client.send(
      new GetObjectCommand({ Bucket: WORK_BUCKET, Key: batchServingKey(batch.batch_id) }),
    );
    expect(await snapshot.Body?.transformToString()).toContain('test-experiment');
  });
});
