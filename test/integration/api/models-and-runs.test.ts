/** The calls about models and runs, and the rate limit, against the real database, S3 and DynamoDB. */

import { ModelDetails, ModelList, ModelMetrics } from '../../../lambdas/prediction-api/contract/schemas/models.ts';
import { RunDetails, RunList } from '../../../lambdas/prediction-api/contract/schemas/runs.ts';
import type { ApiHandler } from '../../../lambdas/prediction-api/http/api-handler.ts';
import type { ReadGroups } from '../../../lambdas/shared/aws/user-groups.ts';
import { callAsDocumented as callApi } from '../../../testing/api/call-as-documented.ts';
import { type ApiCall, buildPersonClaims, buildServiceClaims } from '../../../testing/api/gateway-event.ts';
import { readEveryRole } from '../../../testing/api/person-roles.ts';
import { buildRunId, insertRows } from '../../../testing/database/rows.ts';
import { buildTinyModel, type TinyModel } from '../../../testing/models/tiny-model.ts';
import {
  type LambdaHarness,
  MODEL_BUCKET,
  publishApplications,
  startLambdaHarness,
} from '../../../testing/workflows/lambda-harness.ts';

let harness: LambdaHarness;
let readHandler: (readGroups?: ReadGroups) => ApiHandler;
let handler: ApiHandler;

beforeAll(async () => {
  harness = await startLambdaHarness();
  harness.useRole('risk_api_read');
  ({ readHandler } = await import('../../../lambdas/prediction-api/read.lambda.ts'));
  handler = readHandler(readEveryRole);
});
afterAll(() => harness?.stop());

const get = (resource: string, more: Partial<ApiCall> = {}) =>
  callApi(handler, { resource, claims: buildServiceClaims('risk/read'), ...more });

/** Reads all pages of a list by following next_before. */
async function readAllPages(resource: string, list: string, limit: number): Promise<Record<string, unknown>[]> {
  const items: Record<string, unknown>[] = [];
  let before: string | null = null;
  do {
    const { body } = await get(resource, { query: { limit: String(limit), ...(before && { before }) } });
    items.push(...body[list]);
    before = body.next_before;
  } while (before);
  return items;
}

describe('models', () => {
  let champion: TinyModel;

  test('before the first training there are none, and no champion metrics', async () => {
    expect((await get('/v1/models')).body).toEqual({ models: [], next_before: null });
    const { status, body } = await get('/v1/model-metrics');
    expect([status, body.type]).toEqual([404, 'urn:risk:problem:unknown-model']);
  });

  describe('after three trainings', () => {
    beforeAll(async () => {
      for (const day of [1, 2, 3]) {
        champion = await buildTinyModel({
          ...{ version_time: `2026010${day}T000000Z`, intercept: -day, cat: {} },
          num: { amount: { median: 0, weight: 0.0001 } },
        });
        await harness.promote(champion);
      }
      await harness.put(MODEL_BUCKET, `models/${champion.reference.version}/model-card.md`, '# Model card\n');
      await harness.put(MODEL_BUCKET, `models/${champion.reference.version}/evaluation.json`, '{"importance": []}');
      await harness.put(MODEL_BUCKET, `models/${champion.reference.version}/validation-report.html`, '<p>Report</p>');
    });

    test('are listed newest first in pages', async () => {
      ModelList.parse((await get('/v1/models')).body);
      const models = await readAllPages('/v1/models', 'models', 2);
      expect(models.map(({ stage }) => stage)).toEqual(['champion', 'retired', 'retired']);
      expect(models[0]).toMatchObject({ version: champion.reference.version, sha256: champion.reference.sha256 });
    });

    test('one is returned with features, training and model card', async () => {
      const { version } = champion.reference;
      const { status, body } = await get('/v1/models/{version}', { path: { version } });
      expect(status).toBe(200);
      const model = ModelDetails.parse(body);
      expect(model).toMatchObject({ version, stage: 'champion', model_card: '# Model card\n' });
      expect(model.features.map(({ name }) => name)).toEqual(champion.manifest.features.map(({ name }) => name));
    });

    test('its validation report opens by a URL that expires, and a card that was not written has none', async () => {
      const { version } = champion.reference;
      const { body } = await get('/v1/models/{version}', { path: { version } });
      expect(body.model_card_url).toBeNull();
      const opened = await fetch(body.validation_report_url);
      expect([opened.status, await opened.text()]).toEqual([200, '<p>Report</p>']);
      expect(opened.headers.get('content-type')).toBe('text/html; charset=utf-8');
      expect(opened.headers.get('content-disposition')).toBe(`inline; filename="${version}-validation-report.html"`);
      expect(new URL(body.validation_report_url).searchParams.get('X-Amz-Expires')).toBe('900');
      const elsewhere = new URL(body.validation_report_url);
      elsewhere.pathname = elsewhere.pathname.replace('validation-report.html', 'manifest.json');
      expect((await fetch(elsewhere)).status).toBe(403);
    });

    test('gates of an earlier release have no figures, and new ones their value, bound and interval', async () => {
      const { version } = champion.reference;
      const old = {
        gate: 'latency',
        verdict: 'passed',
        consequence: 'show',
        measured: 'p50 1 ms',
        required: 'at most 5',
      };
      const figures = { value: 0.684, bound: 0.8, interval: [0.41, 0.95] };
      const gates = [old, { ...old, gate: 'fairness', verdict: 'beyond_bound', ...figures }];
      await harness.db.superuser.query('update predictions.model_metadata set gates = $1 where version = $2', [
        JSON.stringify(gates),
        version,
      ]);
      const { body } = await get('/v1/models/{version}', { path: { version } });
      expect(ModelDetails.parse(body).gates).toEqual([
        { ...old, value: null, bound: null, interval: null },
        { ...old, gate: 'fairness', verdict: 'beyond_bound', ...figures },
      ]);
    });

    test("its target is the lender's, and never the constant that earlier trainings stored", async () => {
      const { version } = champion.reference;
      const readTarget = async (target: object) => {
        await harness.db.superuser.query(
          `update predictions.model_metadata set manifest = jsonb_set(manifest, '{training,target}', $1) where version = $2`,
          [JSON.stringify(target), version],
        );
        return (await get('/v1/models/{version}', { path: { version } })).body.target;
      };
      const definition = 'Default on the payment of the next month';
      expect(await readTarget({ definition, definitions: [{ definition }] })).toBe(definition);
      expect(await readTarget({ definition: null, definitions: [] })).toBeNull();
      expect(await readTarget({ definition: '90 or more days past due within 12 months' })).toBeNull();
    });

    test('metrics are those of the champion or of a version; files that training did not write are null', async () => {
      const latency = { rows: 500, p50_ms: 0.08, p99_ms: 0.21 };
      await harness.db.superuser.query(
        `update predictions.model_metadata set manifest = jsonb_set(manifest, '{latency}', $1) where stage = 'champion'`,
        [JSON.stringify(latency)],
      );
      const newest = ModelMetrics.parse((await get('/v1/model-metrics')).body);
      expect(newest.latency).toEqual(latency);
      expect(newest).toMatchObject({ version: champion.reference.version, evaluation: { importance: [] } });
      expect(newest.holdout).toEqual(champion.manifest.metrics.holdout);
      const oldest = (await readAllPages('/v1/models', 'models', 5)).at(-1)?.version as string;
      const { body } = await get('/v1/model-metrics', { query: { version: oldest } });
      expect(body).toMatchObject({ version: oldest, stage: 'retired', evaluation: null });
      const { body: model } = await get('/v1/models/{version}', { path: { version: oldest } });
      expect(model.model_card).toBeNull();
    });

    test.each<[number, string, Partial<ApiCall>]>([
      [404, '/v1/models/{version}', { path: { version: '20200101T000000Z-00000000' } }],
      [404, '/v1/model-metrics', { query: { version: '20200101T000000Z-00000000' } }],
      [404, '/v1/models/{version}', { path: { version: 'newest' } }],
      [404, '/v1/model-metrics', { query: { version: "' or true --" } }],
      [404, '/v1/model-metrics', { query: { version: 'nonsense' } }],
      [400, '/v1/models', { query: { limit: '0' } }],
      [403, '/v1/models', { claims: buildServiceClaims('risk/score') }],
      [403, '/v1/model-metrics', { claims: buildServiceClaims('risk/review') }],
      [401, '/v1/models/{version}', { path: { version: '20200101T000000Z-00000000' }, claims: null }],
    ])('%d: %s %j', async (expected, resource, call) => {
      expect((await get(resource, call)).status).toBe(expected);
    });
  });
});

describe('runs', () => {
  test('are an empty list in an empty database', async () => {
    expect((await get('/v1/runs')).body).toEqual({ runs: [], next_before: null });
  });

  describe('after three deliveries', () => {
    beforeAll(async () => {
      for (const day of [1, 2, 3]) {
        await publishApplications(harness.db, { run_id: buildRunId(day), as_of: `2005-10-0${day}` }, [
          { id: `a${day}` },
        ]);
      }
      const rejected = { run_id: buildRunId(3), table_name: 'loan_applications', file: 'applications-2005-10-03.csv' };
      await insertRows(harness.db.superuser, 'staging.rejected_rows', [
        { ...rejected, line: 7, reason: 'bad_number', row: { amount: 'secret' } },
        { ...rejected, line: 7, reason: 'bad_date', row: { amount: 'secret' } },
        { ...rejected, line: 9, reason: 'bad_date', row: null },
      ]);
      await insertRows(harness.db.superuser, 'analytics.quality_results', [
        check('null_rate', true, 0),
        check('duplicates', false, 2),
      ]);
      const at = (second: number) => `2005-10-03T02:00:0${second}Z`;
      await insertRows(harness.db.superuser, 'analytics.run_stages', [
        { run_id: buildRunId(3), position: 2, stage: 'import', state: 'failed', started_at: at(1), ended_at: at(4) },
        { run_id: buildRunId(3), position: 1, stage: 'verify', state: 'done', started_at: at(0), ended_at: at(1) },
      ]);
    });
    const check = (check_name: string, pass: boolean, failed_rows: number) => ({
      ...{ run_id: buildRunId(3), check_name, severity: 'warn', failed_rows, total_rows: 9, pass },
      ...{ description: 'Looks for it', sample_keys: ['customer-7'] },
    });

    test('are listed newest first in pages', async () => {
      RunList.parse((await get('/v1/runs')).body);
      const runs = await readAllPages('/v1/runs', 'runs', 2);
      expect(runs.map(({ run_id }) => run_id)).toEqual([buildRunId(3), buildRunId(2), buildRunId(1)]);
      expect(runs[0]).toMatchObject({ as_of: '2005-10-03', state: 'published', rows_rejected: 2, failed_checks: 1 });
    });

    test.each<[Record<string, string>, number[]]>([
      [{ state: 'published' }, [3, 2, 1]],
      [{ state: 'published', before: buildRunId(3) }, [2, 1]],
      [{ state: 'refused' }, [4]],
      [{ from: '2005-11' }, [4]],
      [{ to: '2005-10' }, [3, 2, 1]],
      [{ from: '2005-10', to: '2005-11', state: 'refused' }, [4]],
      [{ from: '2005-12' }, []],
      [{ from: '2005-11', to: '2005-10' }, []],
    ])('are filtered by %j', async (query, days) => {
      const refused = {
        run_id: buildRunId(4),
        as_of: '2005-11-30',
        execution_id: 'e4',
        state: 'refused',
        outcome: null,
      };
      const times = { opened_at: '2005-12-01', closed_at: '2005-12-01' };
      await insertRows(harness.db.superuser, 'analytics.runs', [{ ...refused, ...times }]);
      const { body } = await get('/v1/runs', { query });
      await harness.db.superuser.query('delete from analytics.runs where run_id = $1', [buildRunId(4)]);
      expect(RunList.parse(body).runs.map(({ run_id }) => run_id)).toEqual(days.map(buildRunId));
    });

    test('one has its files, rejections and checks, and no delivered value or key', async () => {
      const { status, body } = await get('/v1/runs/{run_id}', { path: { run_id: buildRunId(3) } });
      expect(status).toBe(200);
      expect(RunDetails.parse(body)).toMatchObject({
        files: [{ table: 'loan_applications', file: 'applications-2005-10-03.csv', rows_rejected: 2 }],
        stages: [
          { stage: 'verify', state: 'done', duration_seconds: 1 },
          { stage: 'import', label: 'Import the rows', state: 'failed', started_at: '2005-10-03T02:00:01.000Z' },
        ],
        rejections: [
          { table: 'loan_applications', reason: 'bad_date', rows: 2 },
          { table: 'loan_applications', reason: 'bad_number', rows: 1 },
        ],
        quality: [
          { check: 'duplicates', pass: false, failed_rows: 2 },
          { check: 'null_rate', pass: true },
        ],
      });
      expect(JSON.stringify(body)).not.toMatch(/secret|customer-7/);
    });

    test.each<[number, string, Partial<ApiCall>]>([
      [404, '/v1/runs/{run_id}', { path: { run_id: buildRunId(99) } }],
      [400, '/v1/runs/{run_id}', { path: { run_id: '7' } }],
      [400, '/v1/runs', { query: { before: '7' } }],
      [400, '/v1/runs', { query: { state: 'lost' } }],
      [400, '/v1/runs', { query: { from: '2005-13' } }],
      [400, '/v1/runs', { query: { to: '2005-10-01' } }],
      [403, '/v1/runs', { claims: buildServiceClaims('risk/score') }],
      [401, '/v1/runs', { claims: null }],
    ])('%d: %s %j', async (expected, resource, call) => {
      expect((await get(resource, call)).status).toBe(expected);
    });
  });
});

describe('the rate limit', () => {
  const collectStatuses = async (times: number, claims: ApiCall['claims'], from: ApiHandler = handler) => {
    const statuses: number[] = [];
    for (let i = 0; i < times; i++) statuses.push((await callApi(from, { resource: '/v1/models', claims })).status);
    return statuses;
  };
  const { RATE_LIMITS } = process.env;

  beforeEach(() => {
    process.env.RATE_LIMITS = JSON.stringify({ requests_per_minute: 3, clients: { service: 5 } });
    handler = readHandler(readEveryRole);
  });
  afterAll(() => Object.assign(process.env, { RATE_LIMITS }));

  test('responds with 429 and Retry-After over the limit', async () => {
    expect(await collectStatuses(3, buildServiceClaims('risk/read', 'eager'))).toEqual([200, 200, 200]);
    const { status, headers, body } = await get('/v1/models', { claims: buildServiceClaims('risk/read', 'eager') });
    expect([status, body.type]).toEqual([429, 'urn:risk:problem:too-many-requests']);
    expect(Number(headers['retry-after'])).toBeGreaterThan(0);
    expect(Number(headers['retry-after'])).toBeLessThanOrEqual(60);
  });

  test('counts the requests of all processes together', async () => {
    const [one, other] = [readHandler(), readHandler()];
    const caller = buildServiceClaims('risk/read', 'two-processes');
    expect([...(await collectStatuses(2, caller, one)), ...(await collectStatuses(2, caller, other))]).toEqual([
      200, 200, 200, 429,
    ]);
  });

  test('counts concurrent requests', async () => {
    const caller = buildServiceClaims('risk/read', 'at-once');
    const all = await Promise.all(Array.from({ length: 8 }, () => collectStatuses(1, caller)));
    expect(all.flat().filter((status) => status === 200)).toHaveLength(3);
  });

  test('counts each client and each person separately; a service client has a higher limit', async () => {
    expect(await collectStatuses(4, buildServiceClaims('risk/read', 'one'))).toEqual([200, 200, 200, 429]);
    expect(await collectStatuses(1, buildServiceClaims('risk/read', 'two'))).toEqual([200]);
    expect(await collectStatuses(4, buildPersonClaims('jo', 'risk/read'))).toEqual([200, 200, 200, 429]);
    expect(await collectStatuses(1, buildPersonClaims('kim', 'risk/read'))).toEqual([200]);
    expect(await collectStatuses(6, buildServiceClaims('risk/read', 'service'))).toEqual([
      200, 200, 200, 200, 200, 429,
    ]);
  });

  test('counts a client with many requests in blocks: refuses it early, never late', async () => {
    process.env.RATE_LIMITS = JSON.stringify({ requests_per_minute: 3, clients: { 'of-many': 300 } });
    const [one, other] = [readHandler(), readHandler()];
    const caller = buildServiceClaims('risk/read', 'of-many');
    expect(await collectStatuses(1, caller, one)).toEqual([200]);
    const statuses = await collectStatuses(300, caller, other);
    expect(statuses.filter((status) => status === 200)).toHaveLength(297);
    expect(await collectStatuses(3, caller, one)).toEqual([200, 200, 429]);
  });

  test('does not count health, which needs no token', async () => {
    const calls = Array.from({ length: 5 }, () => callApi(handler, { resource: '/v1/health', claims: null }));
    expect((await Promise.all(calls)).map(({ status }) => status)).toEqual([200, 200, 200, 200, 200]);
  });

  test('limits callers by the count of each process without its table', async () => {
    const { RATE_LIMITS_TABLE } = process.env;
    process.env.RATE_LIMITS_TABLE = 'no-such-table';
    handler = readHandler(readEveryRole);
    expect(await collectStatuses(4, buildServiceClaims('risk/read', 'orphan'))).toEqual([200, 200, 200, 429]);
    Object.assign(process.env, { RATE_LIMITS_TABLE });
  });
});
