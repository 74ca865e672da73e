/** The three Lambdas of the daily scoring, in order, on the real database, aws_s3, S3 and ONNX Runtime. */
import { DeleteObjectCommand, ListObjectsV2Command } from '@aws-sdk/client-s3';
import { decide } from '../../../lambdas/shared/decision/decide.ts';
import type { RiskHandler } from '../../../lambdas/shared/handler.ts';
import { buildLambdaContext, buildServiceClaims, callApi } from '../../../testing/api/gateway-event.ts';
import { buildRunId } from '../../../testing/database/rows.ts';
import { buildTinyModel, computeExpectedPd, type TinyModel } from '../../../testing/models/tiny-model.ts';
import { getSeedPolicy, SEED_VERSION } from '../../../testing/policies/seed-policies.ts';
import { liftRestriction, restrictCustomer } from '../../../testing/privacy/restrict-customer.ts';
import {
  type LambdaHarness,
  MODEL_BUCKET,
  publishApplications,
  startLambdaHarness,
  WORK_BUCKET,
} from '../../../testing/workflows/lambda-harness.ts';

interface Part {
  key: string;
  rows: number;
}

interface Prepared {
  outcome: string;
  scoring_id: string;
  run_id: string;
  model: object;
  parts: Part[];
  restricted: number;
}

const description = {
  num: { utilisation: { median: 0.4, weight: 3 }, amount: { median: 0, weight: 0.0001 } },
  cat: { purpose: { 'a\tb\n\\N': 1, '': -1 }, application_grade: { a: -0.5 } },
  intercept: -3,
};
const open = [
  {
    id: 'plain',
    features: { utilisation: 0.1 + 0.2, amount: 12_345.67, purpose: 'car', months_past_due_1: 0 },
    attributes: { application_grade: 'a' },
  },
  { id: 'awkward "text", \\', features: { utilisation: 1e-300, purpose: 'a\tb\n\\N' } },
  { id: 'empty', features: { utilisation: -1 / 3, purpose: '' } },
  { id: 'unknown', features: { age_years: null } },
  { id: 'child', features: { age_years: 17 } },
];
const settled = [
  { id: 'approved', status: 'approved' },
  { id: 'repaid', status: 'closed', defaulted: false },
];

let harness: LambdaHarness;
let champion: TinyModel;
let handlers: Record<'prepare' | 'score' | 'store', RiskHandler<unknown>>;

beforeAll(async () => {
  // The limit splits an export of a few rows into several objects, as Aurora does at 6 GB.
  harness = await startLambdaHarness({ s3PartBytes: 100 });
  champion = await buildTinyModel(description);
  harness.useRole('risk_etl');
  handlers = {
    prepare: (await import('../../../lambdas/scoring/prepare-scoring.lambda.ts')).handler,
    score: (await import('../../../lambdas/scoring/score-part.lambda.ts')).handler,
    store: (await import('../../../lambdas/scoring/store-scores.lambda.ts')).handler,
  };
});
afterAll(() => harness?.stop());

let executions = 0;
const prepare = (run_id: string | null = null) =>
  handlers.prepare(
    { run_id, execution_id: `arn:aws:states:eu-west-1:000000000000:execution:scoring:e${++executions}` },
    buildLambdaContext(),
  ) as Promise<Prepared>;
const score = (step: object) => handlers.score(step, buildLambdaContext()) as Promise<Part>;
const store = (step: object) => handlers.store(step, buildLambdaContext()) as Promise<{ stored: number }>;

/** Runs the steps as the state machine does: every part, then its scores. */
async function runScoring(run_id: string | null = null): Promise<number> {
  const { parts = [], ...step } = await prepare(run_id);
  let stored = 0;
  for (const part of parts) stored += (await store({ ...step, part: await score({ ...step, part }) })).stored;
  return stored;
}

const scores = async () =>
  (
    await harness.db.superuser.query(
      `select * from predictions.risk_scores where source = 'batch' order by application_id`,
    )
  ).rows;

test('before the first training the outcome is no_champion', async () => {
  expect(await prepare()).toEqual({ outcome: 'no_champion', restricted: 0 });
});

test('before the first publication, and without open applications, the outcome is nothing_open', async () => {
  await harness.promote(champion);
  expect(await prepare()).toEqual({ outcome: 'nothing_open', restricted: 0 });
  await publishApplications(harness.db, { run_id: buildRunId(1), as_of: '2005-09-01' }, settled);
  expect(await prepare()).toEqual({ outcome: 'nothing_open', restricted: 0 });
});

test('a corrupt model stores nothing', async () => {
  await publishApplications(harness.db, { run_id: buildRunId(2), as_of: '2005-10-01' }, open);
  await harness.put(MODEL_BUCKET, champion.reference.key, 'not the model');
  await expect(runScoring()).rejects.toThrow('sha256');
  expect(await scores()).toHaveLength(0);
  await harness.put(MODEL_BUCKET, champion.reference.key, champion.onnx);
});

test('an export with a missing object is refused and not partly scored', async () => {
  const { parts, ...step } = await prepare();
  const [part] = parts;
  const { Contents = [] } = await harness.ministack.client.send(
    new ListObjectsV2Command({ Bucket: WORK_BUCKET, Prefix: part?.key }),
  );
  expect(Contents.length).toBeGreaterThan(1);
  await harness.ministack.client.send(new DeleteObjectCommand({ Bucket: WORK_BUCKET, Key: Contents.at(-1)?.Key }));
  await expect(score({ ...step, part })).rejects.toThrow('rows');
});

describe('the open applications of the newest run', () => {
  beforeAll(async () => {
    expect(await runScoring()).toBe(open.length);
  });

  test('have one score each, and no other application has', async () => {
    const ids = (await scores()).map(({ application_id }) => application_id);
    expect(ids.toSorted()).toEqual(open.map(({ id }) => id).toSorted());
  });

  test('are scored on their exact features, unknown as unknown and empty as empty', async () => {
    for (const row of await scores()) {
      const { features = {}, attributes = {} } = open.find(({ id }) => id === row.application_id) ?? {};
      const known = { age_years: 40, amount: 1000, ...features, ...attributes };
      expect(row.features).toEqual({
        ...{ utilisation: null, purpose: null, application_grade: null, debt_to_income: null, loan_to_value: null },
        ...{ months_past_due_1: null, ...known },
      });
      expect(row.pd).toBeCloseTo(computeExpectedPd(description, known), 6);
      const { pd, score: points, band, decision, decided_by } = decide(getSeedPolicy(), row.pd, row.features);
      expect(row).toMatchObject({ pd, score: points, band, decision, decided_by });
    }
  });

  test('are stored with evidence: run, files, model, policy and requested by', async () => {
    const [row] = await scores();
    expect(row).toMatchObject({
      run_id: buildRunId(2),
      customer_id: `customer-of-${row.application_id}`,
      model_version: champion.reference.version,
      model_sha256: champion.reference.sha256,
      policy_version: SEED_VERSION,
      requested_by: expect.stringMatching(/^scoring\/e\d+$/),
      client_id: null,
    });
    expect(row.lineage.files).toEqual([expect.objectContaining({ table: 'loan_applications', as_of: '2005-10-01' })]);
    expect(row.prediction_id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7/);
    expect(row.as_of).toEqual(row.features_as_of);
  });

  test('get the same PD, to the bit, and the same reasons from the API', async () => {
    harness.useRole('risk_api_score');
    const { predictHandler } = await import('../../../lambdas/prediction-api/predict.lambda.ts');
    const handler = predictHandler();
    for (const row of await scores()) {
      const { body } = await callApi(handler, {
        method: 'POST',
        resource: '/v1/predict',
        body: { application_id: row.application_id },
        claims: buildServiceClaims('risk/score'),
      });
      expect([body.pd, body.score, body.decision]).toEqual([row.pd, row.score, row.decision]);
      expect([body.reasons, body.explanation]).toEqual([row.reasons, row.explanation]);
    }
    harness.useRole('risk_etl');
  });

  test('are not scored twice by one model and policy', async () => {
    expect(await prepare()).toEqual({ outcome: 'nothing_open', restricted: 0 });
  });

  test('are scored again by a new champion, and a repeated store changes nothing', async () => {
    const next = await buildTinyModel({ ...description, intercept: -2, version_time: '20260102T000000Z' });
    await harness.promote(next);
    const { parts, ...step } = await prepare(buildRunId(2));
    expect(parts).toHaveLength(1);
    const scored = await score({ ...step, part: parts[0] });
    const again = await score({ ...step, part: parts[0] });
    expect(await store({ ...step, part: scored })).toEqual({ stored: open.length, restricted: 0 });
    expect(await store({ ...step, part: again })).toEqual({ stored: 0, restricted: 0 });
    expect(await scores()).toHaveLength(2 * open.length);
  });

  test('are scored again where a correction of the day changed their features, and the earlier evidence stays', async () => {
    const before = await scores();
    const corrected = open.map((application) =>
      application.id === 'plain'
        ? { ...application, features: { ...application.features, utilisation: 0.9 } }
        : application,
    );
    await harness.db.superuser.query('delete from staging.loan_applications where valid_from = $1', ['2005-10-01']);
    await publishApplications(harness.db, { run_id: buildRunId(3), as_of: '2005-10-01' }, corrected);
    expect(await runScoring(buildRunId(2))).toBe(0); // the corrected run is history
    expect(await runScoring()).toBe(1);
    expect(await runScoring()).toBe(0);
    const after = await scores();
    const ids = before.map(({ prediction_id }) => prediction_id);
    const added = after.filter(({ prediction_id }) => !ids.includes(prediction_id));
    expect(added).toMatchObject([{ application_id: 'plain', run_id: buildRunId(3), features: { utilisation: 0.9 } }]);
    expect(after.filter(({ prediction_id }) => ids.includes(prediction_id))).toEqual(before);
    const others = added.map(({ as_of, model_version }) => ({ as_of, model_version }));
    expect(before).toEqual(expect.arrayContaining(others.map((same) => expect.objectContaining(same))));
  });

  test('are not stored from an incomplete file', async () => {
    await harness.promote(await buildTinyModel({ ...description, intercept: -1, version_time: '20260103T000000Z' }));
    const { parts, ...step } = await prepare();
    const scored = await score({ ...step, part: parts[0] });
    const before = await scores();
    await expect(store({ ...step, part: { ...scored, rows: scored.rows + 1 } })).rejects.toThrow('rows');
    expect(await scores()).toEqual(before);
  });
});

describe('a challenger', () => {
  const stageOf = (version: string, stage: string) =>
    harness.db.superuser.query('update predictions.model_metadata set stage = $2 where version = $1', [version, stage]);

  /** Both new, so that every open application is to be scored again. */
  async function champions(time: string, challengerDescription: typeof description): Promise<TinyModel> {
    const decides = await buildTinyModel({ ...description, version_time: `${time}0100Z` });
    const shadows = await buildTinyModel({ ...challengerDescription, version_time: `${time}0200Z` });
    await harness.promote(decides);
    await harness.promote(shadows);
    await harness.db.superuser.query(
      `update predictions.model_metadata set stage = 'retired' where stage = 'challenger'`,
    );
    await stageOf(shadows.reference.version, 'challenger');
    await stageOf(decides.reference.version, 'champion');
    return shadows;
  }

  const shadowsOf = async ({ reference }: TinyModel) =>
    (
      await harness.db.superuser.query(
        `select s.application_id, s.features, shadow.pd, shadow.score
         from predictions.shadow_scores shadow join predictions.risk_scores s using (prediction_id)
         where shadow.model_version = $1`,
        [reference.version],
      )
    ).rows;

  test('shadows every score with its own features, and does not change the evidence of the champion', async () => {
    const more = {
      ...description,
      num: { ...description.num, credit_limit: { median: 5, weight: 0.1 } },
      intercept: -1,
    };
    const challenger = await champions('20260104T00', more);
    const { parts, ...step } = await prepare();
    const scored = await score({ ...step, part: parts[0] });
    expect(await store({ ...step, part: scored })).toEqual({ stored: open.length, restricted: 0 });
    expect(await store({ ...step, part: scored })).toEqual({ stored: 0, restricted: 0 });
    const shadows = await shadowsOf(challenger);
    expect(shadows).toHaveLength(open.length);
    for (const { features, pd } of shadows) {
      expect(features).not.toHaveProperty('credit_limit');
      expect(pd).toBeCloseTo(computeExpectedPd(more, features), 6);
    }
  });

  test('that cannot be loaded does not keep the champion from scoring', async () => {
    const challenger = await champions('20260105T00', description);
    await harness.put(MODEL_BUCKET, challenger.reference.key, 'not the model');
    expect(await runScoring()).toBe(open.length);
    expect(await shadowsOf(challenger)).toEqual([]);
  });
});

describe('customers whose processing is restricted', () => {
  const restricted = ['plain', 'child'].map((id) => `customer-of-${id}`);

  test('are left out and counted, also when they are restricted after the export, with their shadows', async () => {
    await publishApplications(harness.db, { run_id: buildRunId(90), as_of: '2006-01-01' }, open);
    await restrictCustomer(harness.db, restricted[0] as string);
    const { parts, ...step } = await prepare();
    expect(step).toMatchObject({ outcome: 'prepared', restricted: 1 });
    const scored = await Promise.all(parts.map((part) => score({ ...step, part })));
    await restrictCustomer(harness.db, restricted[1] as string, 'objection');
    const results = await Promise.all(scored.map((part) => store({ ...step, part })));
    expect(results).toEqual([{ stored: open.length - 2, restricted: 1 }]);
    const { rows } = await harness.db.superuser.query(
      'select customer_id from predictions.risk_scores where run_id = $1 and customer_id = any($2)',
      [buildRunId(90), restricted],
    );
    expect(rows).toEqual([]);
  });

  test('are scored by the next run of the scoring when it is lifted', async () => {
    expect(await prepare()).toEqual({ outcome: 'nothing_open', restricted: 2 });
    await liftRestriction(harness.db, restricted[0] as string);
    await liftRestriction(harness.db, restricted[1] as string, 'objection');
    expect(await runScoring()).toBe(2);
  });
});
