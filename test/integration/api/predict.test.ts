/** POST /v1/predict, with the real database, Data API, S3 and ONNX Runtime. */

import { Prediction } from '../../../lambdas/prediction-api/contract/schemas/predictions.ts';
import type { ApiHandler } from '../../../lambdas/prediction-api/http/api-handler.ts';
import { decide } from '../../../lambdas/shared/decision/decide.ts';
import { callAsDocumented as callApi } from '../../../testing/api/call-as-documented.ts';
import { type ApiCall, buildServiceClaims } from '../../../testing/api/gateway-event.ts';
import { buildRunId } from '../../../testing/database/rows.ts';
import { buildTinyModel, computeExpectedPd, type TinyModel } from '../../../testing/models/tiny-model.ts';
import { getSeedPolicy, SEED_VERSION } from '../../../testing/policies/seed-policies.ts';
import {
  type LambdaHarness,
  MODEL_BUCKET,
  publishApplications,
  startLambdaHarness,
} from '../../../testing/workflows/lambda-harness.ts';

const description = {
  num: { utilisation: { median: 0.4, weight: 3 }, amount: { median: 0, weight: 0.0001 } },
  cat: { purpose: { car: 1 }, application_grade: { a: -0.5 } },
  intercept: -3,
};
const features = { utilisation: 0.1 + 0.2, amount: 12_345.67, purpose: 'car', age_years: 40, months_past_due_1: 0 };

let harness: LambdaHarness;
let champion: TinyModel;
let predictHandler: () => ApiHandler;
let handler: ApiHandler;

beforeAll(async () => {
  harness = await startLambdaHarness();
  champion = await buildTinyModel(description);
  await publishApplications(harness.db, { run_id: buildRunId(1), as_of: '2005-10-01' }, [
    { id: 'a1', features, attributes: { application_grade: 'a' } },
    { id: 'unknown-values', features: { amount: 500 } },
    { id: 'child', features: { ...features, age_years: 17 } },
  ]);
  harness.useRole('risk_api_score');
  ({ predictHandler } = await import('../../../lambdas/prediction-api/predict.lambda.ts'));
});
afterAll(() => harness?.stop());

/** A new process of the function, with empty caches. */
beforeEach(() => {
  handler = predictHandler();
});

const predict = (application_id: string, more: Partial<ApiCall> = {}) =>
  callApi(handler, {
    method: 'POST',
    resource: '/v1/predict',
    body: { application_id },
    claims: buildServiceClaims('risk/score'),
    ...more,
  });

async function stored(prediction_id: string) {
  const { rows } = await harness.db.superuser.query('select * from predictions.risk_scores where prediction_id = $1', [
    prediction_id,
  ]);
  return rows[0];
}

async function storedWithKey(key: string): Promise<number> {
  const counted = 'select count(*)::int as n from predictions.risk_scores where idempotency_key = $1';
  return (await harness.db.superuser.query(counted, [key])).rows[0].n;
}

test('before the first training it is 503 with the reason', async () => {
  const { status, headers, body } = await predict('a1');
  expect([status, body.type]).toEqual([503, 'urn:risk:problem:no-model']);
  expect(headers['retry-after']).toBeDefined();
});

describe('with a champion', () => {
  beforeAll(() => harness.promote(champion));

  test('the response is the score of the stored features under the policy', async () => {
    const { status, body } = await predict('a1');
    expect(status).toBe(200);
    const answer = Prediction.parse(body);
    const pd = computeExpectedPd(description, { ...features, application_grade: 'a' });
    expect(answer.pd).toBeCloseTo(pd, 6);
    const {
      pd: _,
      rate,
      expected_return,
      ...outcome
    } = decide(getSeedPolicy(), answer.pd, {
      ...features,
      debt_to_income: null,
      loan_to_value: null,
    });
    expect([rate, expected_return]).toEqual([null, null]);
    expect(answer).toMatchObject({
      ...outcome,
      application_id: 'a1',
      customer_id: 'customer-of-a1',
      source: 'api',
      model_version: champion.reference.version,
      policy_version: SEED_VERSION,
      features_as_of: '2005-10-01T00:00:00.000Z',
    });
  });

  test('the evidence is stored: exact features, lineage to the file, model, policy and caller', async () => {
    const { body } = await predict('a1');
    expect(await stored(body.prediction_id)).toMatchObject({
      application_id: 'a1',
      source: 'api',
      run_id: buildRunId(1),
      features: {
        utilisation: 0.30000000000000004,
        amount: 12_345.67,
        purpose: 'car',
        application_grade: 'a',
        age_years: 40,
        months_past_due_1: 0,
        debt_to_income: null,
        loan_to_value: null,
      },
      lineage: {
        run_id: buildRunId(1),
        files: [
          {
            as_of: '2005-10-01',
            table: 'loan_applications',
            file: 'applications-2005-10-01.csv',
            sha256: 'a'.repeat(64),
          },
        ],
      },
      model_sha256: champion.reference.sha256,
      pd: body.pd,
      requested_by: 'client-1',
      client_id: 'client-1',
      idempotency_key: null,
    });
  });

  test('unknown values and an undeclared attribute are unknown to the model too', async () => {
    const { status, body } = await predict('unknown-values');
    expect(status).toBe(200);
    expect(body.pd).toBeCloseTo(computeExpectedPd(description, { amount: 500 }), 6);
  });

  test('a hard rule decides whatever the score, and is the reason', async () => {
    const { body } = await predict('child');
    expect(body).toMatchObject({ decision: 'decline', decided_by: 'rule:under_age', explanation: null });
    const text = 'The applicant is under 18 years old.';
    expect(body.reasons).toEqual([
      { rank: 1, feature: 'age_years', label: 'Age', text, value: 17, contribution: null },
    ]);
  });

  test('the reasons are the features that raised the margin above the background, and are stored with the evidence', async () => {
    const { body } = await predict('a1');
    // The background is the medians and no category: base -3 + 3 * 0.4; the grade lowers the margin.
    const margin = -3 + 3 * features.utilisation + 0.0001 * features.amount + 1 - 0.5;
    expect(body.explanation).toEqual({
      ...{ scale: 'log_odds', base: expect.closeTo(-1.8, 5), margin: expect.closeTo(margin, 5) },
    });
    expect(body.reasons).toEqual([
      {
        ...{
          rank: 1,
          feature: 'amount',
          label: 'The amount',
          text: 'amount is high, which goes with a higher risk',
          value: 12_345.67,
        },
        contribution: expect.closeTo(1.234567, 5),
      },
      {
        ...{
          rank: 2,
          feature: 'purpose',
          label: 'The purpose',
          text: 'purpose is high (car), which goes with a higher risk',
          value: 'car',
        },
        contribution: expect.closeTo(1, 5),
      },
    ]);
    const { reasons, explanation } = await stored(body.prediction_id);
    expect({ reasons, explanation }).toEqual({ reasons: body.reasons, explanation: body.explanation });
  });

  test('the newest published features are scored', async () => {
    await publishApplications(harness.db, { run_id: buildRunId(2), as_of: '2005-11-01', mode: 'delta' }, [
      { id: 'a1', features: { ...features, utilisation: 0.9 }, attributes: { application_grade: 'a' } },
    ]);
    const { body } = await predict('a1');
    expect(body.features_as_of).toBe('2005-11-01T00:00:00.000Z');
    expect(body.pd).toBeCloseTo(
      computeExpectedPd(description, { ...features, utilisation: 0.9, application_grade: 'a' }),
      6,
    );
    const { lineage } = await stored(body.prediction_id);
    expect(lineage.files.map(({ as_of }: { as_of: string }) => as_of)).toEqual(['2005-10-01', '2005-11-01']);
  });

  test('an unknown application is 404 and leaves no evidence', async () => {
    const { status, body } = await predict('nobody');
    expect([status, body.type]).toEqual([404, 'urn:risk:problem:unknown-application']);
  });

  test('a token without the scope is 403', async () => {
    expect((await predict('a1', { claims: buildServiceClaims('risk/read') })).status).toBe(403);
  });

  test('a promotion takes effect within a minute, without a query for each request', async () => {
    const { createServingReader } = await import('../../../lambdas/prediction-api/predictions/serving-reader.ts');
    let now = 0;
    const read = createServingReader(
      () => harness.db.connect('risk_api_score'),
      () => now,
    );
    const current = async () => (await read(() => {})).champion;
    expect((await current()).version).toBe(champion.reference.version);
    const next = await buildTinyModel({ ...description, intercept: -2.5, version_time: '20260106T000000Z' });
    await harness.promote(next);
    now = 29_000;
    expect((await current()).version).toBe(champion.reference.version);
    now = 60_000;
    expect(await current()).toMatchObject(next.reference);
  });

  describe('with an Idempotency-Key', () => {
    const predictWithKey = (key: string, application = 'a1', client = 'client-1') =>
      predict(application, { headers: { 'Idempotency-Key': key }, claims: buildServiceClaims('risk/score', client) });

    test('fifty equal requests at once are one prediction', async () => {
      const answers = await Promise.all(Array.from({ length: 50 }, () => predictWithKey('at-once')));
      expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
      expect(new Set(answers.map(({ body }) => JSON.stringify(body))).size).toBe(1);
      expect(await storedWithKey('at-once')).toBe(1);
    });

    test('the stored response is returned again, also after the model has changed', async () => {
      const first = await predictWithKey('again');
      await harness.promote(await buildTinyModel({ ...description, intercept: 2, version_time: '20260102T000000Z' }));
      handler = predictHandler();
      expect((await predictWithKey('again')).body).toEqual(first.body);
      expect((await predict('a1')).body.pd).toBeGreaterThan(first.body.pd);
    });

    test('the same key with another body is 422', async () => {
      await predictWithKey('other-body');
      const { status, body } = await predictWithKey('other-body', 'unknown-values');
      expect([status, body.type]).toEqual([422, 'urn:risk:problem:idempotency-key-reused']);
      expect(await storedWithKey('other-body')).toBe(1);
    });

    test('belongs to its client', async () => {
      const first = await predictWithKey('shared', 'a1', 'client-1');
      const second = await predictWithKey('shared', 'a1', 'client-2');
      expect([first.status, second.status]).toEqual([200, 200]);
      expect(first.body.prediction_id).not.toBe(second.body.prediction_id);
    });
  });
});

describe('when it cannot score', () => {
  test('a corrupt model is 503, and nothing is stored', async () => {
    const broken = await buildTinyModel({ ...description, intercept: 1, version_time: '20260103T000000Z' });
    await harness.promote(broken);
    await harness.put(MODEL_BUCKET, broken.reference.key, Buffer.concat([broken.onnx, Buffer.from('!')]));
    const { status, body } = await predict('a1');
    expect([status, body.type]).toEqual([503, 'urn:risk:problem:model-unavailable']);
    const { rows } = await harness.db.superuser.query('select from predictions.risk_scores where model_version = $1', [
      broken.reference.version,
    ]);
    expect(rows).toHaveLength(0);
    await harness.put(MODEL_BUCKET, broken.reference.key, broken.onnx);
    expect((await predict('a1')).status).toBe(200);
  });

  test('a missing model is 503', async () => {
    const missing = await buildTinyModel({ ...description, intercept: 0.5, version_time: '20260104T000000Z' });
    await harness.promote({ ...missing, reference: { ...missing.reference, key: 'models/none/model.onnx' } });
    await harness.db.superuser.query(
      `update predictions.model_metadata set onnx_key = 'models/gone/model.onnx' where stage = 'champion'`,
    );
    expect((await predict('a1')).body.type).toBe('urn:risk:problem:model-unavailable');
  });

  test('a slow database is 503 before the function times out', async () => {
    await harness.promote(await buildTinyModel({ ...description, intercept: 0.7, version_time: '20260105T000000Z' }));
    await harness.db.superuser.query('begin; lock table predictions.risk_scores in access exclusive mode');
    try {
      const call = { method: 'POST' as const, resource: '/v1/predict', body: { application_id: 'a1' } };
      const { status } = await callApi(handler, { ...call, claims: buildServiceClaims('risk/score') }, 1500);
      expect(status).toBe(503);
    } finally {
      await harness.db.superuser.query('rollback');
    }
  });

  test('an unreachable database is 503, without SQL in the response', async () => {
    await harness.db.superuser.query('alter role risk_api_score nologin');
    await harness.db.superuser.query(
      `select pg_terminate_backend(pid) from pg_stat_activity where usename = 'risk_api_score'`,
    );
    const { status, body } = await callApi(
      handler,
      {
        method: 'POST',
        resource: '/v1/predict',
        body: { application_id: 'a1' },
        claims: buildServiceClaims('risk/score'),
      },
      1500,
    );
    expect(status).toBe(503);
    expect(JSON.stringify(body)).not.toMatch(/select|role|login/i);
  });
});
