/** GET /v1/health and /v1/risk-score/{customer_id}, with the real database, Data API and S3. */
import { DeleteObjectCommand } from '@aws-sdk/client-s3';
import { RiskScore } from '../../../lambdas/prediction-api/contract/schemas/predictions.ts';
import { Health } from '../../../lambdas/prediction-api/contract/schemas/service.ts';
import type { ApiHandler } from '../../../lambdas/prediction-api/http/api-handler.ts';
import { callAsDocumented as callApi } from '../../../testing/api/call-as-documented.ts';
import { buildServiceClaims } from '../../../testing/api/gateway-event.ts';
import { buildRunId, insertRows } from '../../../testing/database/rows.ts';
import { buildTinyModel, type TinyModel } from '../../../testing/models/tiny-model.ts';
import { SEED_VERSION } from '../../../testing/policies/seed-policies.ts';
import { type LambdaHarness, MODEL_BUCKET, startLambdaHarness } from '../../../testing/workflows/lambda-harness.ts';

let harness: LambdaHarness;
let model: TinyModel;
let readHandler: () => ApiHandler;
let handler: ApiHandler;

const buildPredictionId = (n: number) => `01900000-0000-7000-8000-${String(n).padStart(12, '0')}`;

beforeAll(async () => {
  harness = await startLambdaHarness();
  model = await buildTinyModel({ num: { amount: { median: 0, weight: 1 } }, cat: {}, intercept: 0 });
  harness.useRole('risk_api_read');
  ({ readHandler } = await import('../../../lambdas/prediction-api/read.lambda.ts'));
});
afterAll(() => harness?.stop());
beforeEach(() => {
  handler = readHandler();
});

const readHealth = () => callApi(handler, { resource: '/v1/health', claims: null });
const readScores = (customer_id: string, query?: Record<string, string>) =>
  callApi(handler, {
    resource: '/v1/risk-score/{customer_id}',
    path: { customer_id: encodeURIComponent(customer_id) },
    query,
    claims: buildServiceClaims('risk/read'),
  });

test('without a model, health is degraded', async () => {
  const { status, body } = await readHealth();
  expect(status).toBe(200);
  expect(Health.parse(body)).toEqual({ status: 'degraded', checks: { database: 'ok', model: 'none' } });
});

describe('with a champion', () => {
  beforeAll(() => harness.promote(model));

  test('health is ok', async () => {
    expect((await readHealth()).body).toEqual({ status: 'ok', checks: { database: 'ok', model: 'ok' } });
  });

  test('health is degraded when the model file is missing, after the cached response has expired', async () => {
    await readHealth();
    await harness.ministack.client.send(new DeleteObjectCommand({ Bucket: MODEL_BUCKET, Key: model.reference.key }));
    expect((await readHealth()).body.status).toBe('ok');
    handler = readHandler();
    expect((await readHealth()).body).toEqual({ status: 'degraded', checks: { database: 'ok', model: 'missing' } });
  });

  describe('the scores of a customer', () => {
    beforeAll(() => storeScores(25));

    test('are the newest and the first page', async () => {
      const { status, body } = await readScores('customer ä/1');
      expect(status).toBe(200);
      const answer = RiskScore.parse(body);
      expect(answer.newest.prediction_id).toBe(buildPredictionId(24));
      expect(answer.history.map(({ prediction_id }) => prediction_id)).toEqual(
        Array.from({ length: 20 }, (_, i) => buildPredictionId(24 - i)),
      );
      expect(answer.next_before).toBe(buildPredictionId(5));
      expect(answer.newest).toMatchObject({
        scored_at: '2005-10-01T12:00:24.500Z',
        features_as_of: '2005-10-01T00:00:00.000Z',
        expected_loss: 12.34,
        ead: 1000,
        source: 'batch',
      });
    });

    test('continue where a page ended, each once, to the end', async () => {
      const seen: string[] = [];
      let before: string | null = null;
      do {
        const { body } = await readScores('customer ä/1', { limit: '7', ...(before && { before }) });
        const answer: RiskScore = RiskScore.parse(body);
        expect(answer.newest.prediction_id).toBe(buildPredictionId(24));
        seen.push(...answer.history.map(({ prediction_id }) => prediction_id));
        before = answer.next_before;
      } while (before);
      expect(seen).toEqual(Array.from({ length: 25 }, (_, i) => buildPredictionId(24 - i)));
    });

    test('are 404 for an unknown customer', async () => {
      const { status, body } = await readScores('nobody');
      expect([status, body.type]).toEqual([404, 'urn:risk:problem:unknown-customer']);
    });

    test('need the scope risk/read', async () => {
      const { status } = await callApi(handler, {
        resource: '/v1/risk-score/{customer_id}',
        path: { customer_id: 'c' },
        claims: buildServiceClaims('risk/score'),
      });
      expect(status).toBe(403);
    });
  });
});

test('without the database, health is degraded and the scores are 503', async () => {
  await harness.db.superuser.query('alter role risk_api_read nologin');
  await harness.db.superuser.query(
    `select pg_terminate_backend(pid) from pg_stat_activity where usename = 'risk_api_read'`,
  );
  try {
    const [degraded, unavailable] = [await readHealth(), await callApi(handler, scoresCall(), 2500)];
    expect(degraded.body.checks.database).toBe('unavailable');
    expect([unavailable.status, unavailable.headers['retry-after']]).toEqual([503, '5']);
  } finally {
    await harness.db.superuser.query('alter role risk_api_read login');
  }
});

const scoresCall = () => ({
  resource: '/v1/risk-score/{customer_id}',
  path: { customer_id: 'c1' },
  claims: buildServiceClaims('risk/read'),
});

async function storeScores(count: number): Promise<void> {
  const rows = Array.from({ length: count }, (_, i) => ({
    ...{ prediction_id: buildPredictionId(i), application_id: `a${i}`, customer_id: 'customer ä/1', source: 'batch' },
    ...{
      as_of: '2005-10-01',
      features_as_of: '2005-10-01',
      run_id: buildRunId(1),
      features: {},
      lineage: {},
      reasons: [],
    },
    ...{ model_version: model.reference.version, model_sha256: model.reference.sha256, policy_version: SEED_VERSION },
    ...{ pd: 0.1, raw: 0, score: 554, band: 'C', decision: 'approve', decided_by: 'score', lgd: 0.45, ead: 1000 },
    ...{ expected_loss: 12.34, requested_by: 'scoring/1' },
    scored_at: `2005-10-01T12:00:${String(i).padStart(2, '0')}.5Z`,
  }));
  await insertRows(harness.db.superuser, 'predictions.risk_scores', rows);
}
