/** Responses of the API and rows in the database when a dependency fails. Everything but the fault is real. */
import { Metrics } from '@aws-lambda-powertools/metrics';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, jest, test } from '@jest/globals';
import type { ApiRoute } from '../../../lambdas/prediction-api/contract/route.ts';
import { routes } from '../../../lambdas/prediction-api/contract/routes.ts';
import type { ApiHandler } from '../../../lambdas/prediction-api/http/api-handler.ts';
import { callAsDocumented } from '../../../testing/api/call-as-documented.ts';
import { type ApiCall, buildServiceClaims } from '../../../testing/api/gateway-event.ts';
import { buildSampleCall } from '../../../testing/api/sample-calls.ts';
import { buildRunId } from '../../../testing/database/rows.ts';
import {
  BROKEN,
  type FailurePlan,
  RESUMING,
  startUnreliableDataApi,
  THROTTLED,
  type UnreliableDataApi,
} from '../../../testing/database/unreliable-data-api.ts';
import { buildTinyModel, type TinyModel } from '../../../testing/models/tiny-model.ts';
import {
  type LambdaHarness,
  MODEL_BUCKET,
  publishApplications,
  startLambdaHarness,
} from '../../../testing/workflows/lambda-harness.ts';

const STATEMENT_MILLISECONDS = 800;
/** Timeout of the function; the API responds with 503 half a second before it. */
const TIME = 1500;

let harness: LambdaHarness;
let dataApi: UnreliableDataApi;
let champion: TinyModel;
let predictHandler: () => ApiHandler;
let handler: ApiHandler;

beforeAll(async () => {
  harness = await startLambdaHarness({ limits: { statementMilliseconds: STATEMENT_MILLISECONDS } });
  dataApi = await startUnreliableDataApi(harness.db.dataApi.url);
  process.env.AWS_ENDPOINT_URL_RDS_DATA = dataApi.url;
  champion = await buildTinyModel({ num: { amount: { median: 0, weight: 0.0001 } }, cat: {}, intercept: -3 });
  await harness.promote(champion);
  await publishApplications(harness.db, { run_id: buildRunId(1), as_of: '2005-10-01' }, [
    { id: 'a1', features: { amount: 500 } },
  ]);
  harness.useRole('risk_api_score');
  ({ predictHandler } = await import('../../../lambdas/prediction-api/predict.lambda.ts'));
});
afterAll(async () => {
  await dataApi?.stop();
  await harness?.stop();
});

/** A new process of the function, with empty caches. */
beforeEach(() => {
  handler = predictHandler();
  dataApi.fail();
});
afterEach(() => void jest.restoreAllMocks());

const predict = (key?: string, milliseconds = TIME) => {
  const call: ApiCall = { method: 'POST', resource: '/v1/predict', body: { application_id: 'a1' } };
  const headers = key === undefined ? undefined : { 'Idempotency-Key': key };
  return callAsDocumented(handler, { ...call, headers, claims: buildServiceClaims('risk/score') }, milliseconds);
};

async function stored(): Promise<number> {
  const { rows } = await harness.db.superuser.query('select count(*)::int as n from predictions.risk_scores');
  return rows[0].n;
}

const isInsert = (sql: string) => sql.includes('insert into predictions.risk_scores');

/** Words of the implementation, which no response may contain. */
const INTERNAL_WORDS = /select|insert|a_table|postgres|exception|lambda|arn:|\.ts\b|\n/i;

describe('a temporary fault is retried, and one prediction is stored', () => {
  test.each<[string, FailurePlan]>([
    ['a database that resumes', (call) => (call <= 3 ? RESUMING : undefined)],
    ['throttled calls', (call) => (call % 2 === 1 ? THROTTLED : undefined)],
    ['broken connections', (call) => (call <= 2 ? 'request lost' : undefined)],
    ['a lost answer of the insert', failOnce((sql) => isInsert(sql), 'answer lost')],
    ['an insert that failed with the service', failOnce((sql) => isInsert(sql), BROKEN)],
  ])('%s', async (_, plan) => {
    const before = await stored();
    dataApi.fail(plan);
    const { status, body } = await predict(undefined, 10_000);
    expect(status).toBe(200);
    expect(await stored()).toBe(before + 1);
    const { rows } = await harness.db.superuser.query(
      'select score from predictions.risk_scores where prediction_id = $1',
      [body.prediction_id],
    );
    expect(rows).toEqual([{ score: body.score }]);
  });
});

test.each([undefined, 'batch-key'])(
  'a prediction list whose insert lost its response is stored once (key %s)',
  async (key) => {
    const before = await stored();
    dataApi.fail(failOnce((sql) => isInsert(sql), 'answer lost'));
    const body = { items: [{ application_id: 'a1' }, { application_id: 'nobody' }, { application_id: 'a1' }] };
    const headers = key === undefined ? undefined : { 'Idempotency-Key': key };
    const call: ApiCall = { method: 'POST', resource: '/v1/predict/batch', body, headers };
    const answer = await callAsDocumented(handler, { ...call, claims: buildServiceClaims('risk/score') }, 10_000);
    expect([answer.status, answer.body.succeeded, answer.body.failed]).toEqual([200, 2, 1]);
    expect(await stored()).toBe(before + 2);
  },
);

/** Fails the first statement that matches. */
function failOnce(isTarget: (sql: string) => boolean, fault: ReturnType<FailurePlan>): FailurePlan {
  let done = false;
  return (_, sql) => {
    if (done || !isTarget(sql)) return undefined;
    done = true;
    return fault;
  };
}

describe('a lasting fault is 503 with Retry-After, in time, and nothing is stored', () => {
  test.each<[string, FailurePlan]>([
    ['a database that resumes for longer', () => RESUMING],
    ['throttled for longer', () => THROTTLED],
    ['a Data API that is down', () => 'request lost'],
    ['a Data API that never answers', () => 'silence'],
    ['an insert that is never done', (_, sql) => (isInsert(sql) ? 'request lost' : undefined)],
  ])('%s', async (_, plan) => {
    const before = await stored();
    dataApi.fail(plan);
    const started = performance.now();
    const { status, headers, body } = await predict();
    expect(status).toBe(503);
    expect(headers['retry-after']).toBe('5');
    expect(performance.now() - started).toBeLessThan(TIME);
    expect(JSON.stringify(body)).not.toMatch(INTERNAL_WORDS);
    await new Promise((done) => setTimeout(done, 100)); // a call may be in flight
    const callsAtResponse = dataApi.calls;
    await new Promise((done) => setTimeout(done, 600)); // longer than any pause between two attempts
    expect(dataApi.calls).toBe(callsAtResponse);
    expect(await stored()).toBe(before);
  });

  test('a statement that reaches its time limit', async () => {
    const before = await stored();
    await harness.db.superuser.query('begin; lock table predictions.risk_scores in access exclusive mode');
    const answer = predict(undefined, 10_000);
    const { status, headers } = await answer.finally(() => harness.db.superuser.query('rollback'));
    expect([status, headers['retry-after']]).toEqual([503, '5']);
    expect(await stored()).toBe(before);
  });
});

test('a request repeated with the same key after a 503 gets the prediction that was stored meanwhile', async () => {
  dataApi.fail((_, sql) => (isInsert(sql) ? 'answer lost' : undefined));
  expect((await predict('asked-again')).status).toBe(503);
  const before = await stored();
  dataApi.fail();
  const [first, second] = [await predict('asked-again'), await predict('asked-again')];
  expect([first.status, second.body]).toEqual([200, first.body]);
  expect(await stored()).toBe(before);
});

/** Answered before the database is read: a person's roles by the user pool, the sample of an upload by its signature. */
const WITHOUT_DATABASE = ['getMe', 'uploadEdgeDecisions'];
const readsDatabase = ({ scope, operationId }: ApiRoute) => scope !== null && !WITHOUT_DATABASE.includes(operationId);

test.each(routes.filter(readsDatabase).map((route) => [`${route.method} ${route.path}`, route] as const))(
  '%s is 503 without its database, and reveals nothing about it',
  async (_, route) => {
    dataApi.fail(() => 'request lost');
    const { handler: answering } = await import(`../../../lambdas/prediction-api/${route.handler}.lambda.ts`);
    const { status, headers, body } = await callAsDocumented(answering, buildSampleCall(route), 700);
    expect([status, headers['retry-after']]).toEqual([503, '5']);
    expect(JSON.stringify(body)).not.toMatch(INTERNAL_WORDS);
  },
);

describe('a model that fails verification is 503 and the metric ModelUnavailable, never a score', () => {
  const key = () => champion.reference.key;
  const manifestKey = () => key().replace('model.onnx', 'manifest.json');
  afterEach(async () => {
    await harness.put(MODEL_BUCKET, key(), champion.onnx);
    await harness.put(MODEL_BUCKET, manifestKey(), champion.manifestText);
  });

  test.each<[string, () => Promise<unknown>]>([
    ['one changed byte', () => harness.put(MODEL_BUCKET, key(), flipped(champion.onnx))],
    ['half a file', () => harness.put(MODEL_BUCKET, key(), champion.onnx.subarray(0, champion.onnx.length / 2))],
    ['an empty file', () => harness.put(MODEL_BUCKET, key(), '')],
    ['no file', () => remove(key())],
    ['a manifest that is no JSON', () => harness.put(MODEL_BUCKET, manifestKey(), '{"version": ')],
    ['a manifest of another model', () => harness.put(MODEL_BUCKET, manifestKey(), otherManifest())],
    ['no manifest', () => remove(manifestKey())],
  ])('%s', async (_, damage) => {
    const before = await stored();
    const metric = jest.spyOn(Metrics.prototype, 'addMetric');
    await damage();
    const { status, headers, body } = await predict(undefined, 10_000);
    expect([status, body.type]).toEqual([503, 'urn:risk:problem:model-unavailable']);
    expect(headers['retry-after']).toBe('5');
    expect(JSON.stringify(body)).not.toMatch(INTERNAL_WORDS);
    expect(metric.mock.calls.map(([name]) => name)).toContain('ModelUnavailable');
    expect(await stored()).toBe(before);
  });

  test('is used again by the same process as soon as it is complete', async () => {
    await remove(key());
    expect((await predict(undefined, 10_000)).status).toBe(503);
    await harness.put(MODEL_BUCKET, key(), champion.onnx);
    expect((await predict(undefined, 10_000)).status).toBe(200);
  });

  test('a process that has loaded the model continues to score', async () => {
    await predict(undefined, 10_000);
    await remove(key());
    expect((await predict(undefined, 10_000)).status).toBe(200);
  });
});

function flipped(bytes: Buffer): Buffer {
  const copy = Buffer.from(bytes);
  const middle = copy.length >> 1;
  copy[middle] = (copy[middle] ?? 0) ^ 1;
  return copy;
}

const otherManifest = () => JSON.stringify({ ...champion.manifest, background: [], version: 'another' });

async function remove(Key: string): Promise<void> {
  const { DeleteObjectCommand } = await import('@aws-sdk/client-s3');
  await harness.ministack.client.send(new DeleteObjectCommand({ Bucket: MODEL_BUCKET, Key }));
}

test('without the rate limit table, callers are served and counted by the process, with a metric', async () => {
  const { RATE_LIMITS_TABLE, RATE_LIMITS } = process.env;
  const metric = jest.spyOn(Metrics.prototype, 'addMetric');
  process.env.RATE_LIMITS_TABLE = 'gone';
  process.env.RATE_LIMITS = JSON.stringify({ requests_per_minute: 2, clients: {} });
  try {
    const statuses = [await predict(), await predict(), await predict()].map(({ status }) => status);
    expect(statuses).toEqual([200, 200, 429]);
    expect(metric.mock.calls.map(([name]) => name)).toContain('RateLimiterDegraded');
  } finally {
    Object.assign(process.env, { RATE_LIMITS_TABLE, RATE_LIMITS });
  }
});
