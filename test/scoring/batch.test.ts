/**
 * A batch from its first call to its result: the API's function, S3 by signed addresses, and the state machine with the
 * real functions as its tasks, on the real database, aws_s3 and ONNX Runtime.
 */
import { gunzipSync, gzipSync } from 'node:zlib';
import { DeleteObjectCommand } from '@aws-sdk/client-s3';
import { CreateStateMachineCommand, SFNClient } from '@aws-sdk/client-sfn';
import type { ApiHandler } from '../../lambdas/prediction-api/api-handler.ts';
import type { Batch } from '../../lambdas/prediction-api/schemas/batches.ts';
import { decide, type FeatureRecord } from '../../lambdas/shared/decision/decide.ts';
import { policyOf } from '../../lambdas/shared/decision/policies.ts';
import type { RiskHandler } from '../../lambdas/shared/handler.ts';
import { callAsDocumented } from '../support/api-contract.ts';
import { type Call, lambdaContext, machine, person } from '../support/gateway-event.ts';
import {
  type Application,
  type LambdaWorld,
  publishRun,
  startLambdaWorld,
  WORK_BUCKET,
} from '../support/lambda-world.ts';
import { runId } from '../support/rows.ts';
import { buildTinyModel, expectedPd, type TinyModel } from '../support/tiny-model.ts';
import { execute, readDefinition, type Tasks } from '../support/workflow.ts';

const description = {
  num: { utilisation: { median: 0.4, weight: 3 }, amount: { median: 0, weight: 0.0001 } },
  cat: { purpose: { car: 1, 'a "b", c': 0.5 }, application_grade: { a: -0.5 } },
  intercept: -3,
};
const STEPS = ['SplitBatch', 'JoinFeatures', 'ScoreBatchPart', 'StoreBatchPart', 'CloseBatch'];
const file = (step: string) => step.replace(/(?<=[a-z])[A-Z]/g, '-$&').toLowerCase();

let world: LambdaWorld;
let champion: TinyModel;
let api: ApiHandler;
let steps: Record<string, RiskHandler<unknown>>;

beforeAll(async () => {
  world = await startLambdaWorld({ s3PartBytes: 2000 });
  champion = await buildTinyModel(description);
  const sfn = new SFNClient({});
  const { stateMachineArn } = await sfn.send(
    new CreateStateMachineCommand({
      name: 'batch-scoring',
      roleArn: 'arn:aws:iam::000000000000:role/test',
      definition: JSON.stringify({ StartAt: 'Wait', States: { Wait: { Type: 'Wait', Seconds: 600, End: true } } }),
    }),
  );
  sfn.destroy();
  Object.assign(process.env, { BATCH_SCORING_ARN: stateMachineArn });
  world.as('risk_api_score');
  api = (await import('../../lambdas/prediction-api/batches.ts')).batchesHandler();
  steps = {};
  for (const step of STEPS) steps[step] = (await import(`../../lambdas/scoring/${file(step)}.ts`)).handler;
});
afterAll(() => world?.stop());

const call = (resource: string, more: Partial<Call> = {}) =>
  callAsDocumented(api, { resource, claims: machine('risk/score'), ...more });
const create = async (size_bytes: number, more: object = {}): Promise<Batch> =>
  (await call('/v1/batches', { method: 'POST', body: { size_bytes, ...more } })).body;
const start = (batch_id: string) => call('/v1/batches/{batch_id}/start', { method: 'POST', path: { batch_id } });
const get = async (batch_id: string): Promise<Batch> =>
  (await call('/v1/batches/{batch_id}', { path: { batch_id } })).body;

function put({ upload: to }: Batch, body: Buffer | string): Promise<Response> {
  const { 'content-length': _, ...headers } = to?.headers ?? {};
  return fetch(to?.url ?? '', { method: 'PUT', headers, body: new Uint8Array(Buffer.from(body)) });
}

async function upload(batch: Batch, body: Buffer | string): Promise<void> {
  expect((await put(batch, body)).status).toBe(200);
}

const moveAll = (from: string, to: string) =>
  world.db.superuser.query('update predictions.model_metadata set stage = $2 where stage = $1', [from, to]);

/** The state machine on the real functions; `twice` runs each of them two times, as a retry or a redrive may. */
async function run(batch_id: string, { twice = false, tasks = {} as Tasks, id = 'arn:aws:states:execution:e1' } = {}) {
  world.as('risk_etl');
  const task = (step: string) => async (input: object) => {
    if (twice) await steps[step]?.(input, lambdaContext());
    return steps[step]?.(input, lambdaContext());
  };
  const all = { ...Object.fromEntries(STEPS.map((step) => [step, task(step)])), ...tasks };
  const execution = await execute(readDefinition('batch-scoring'), { batch_id }, all, { id, isConcurrent: true });
  world.as('risk_api_score');
  return execution;
}

/** From the first call to the end of the workflow. */
async function scored(
  text: Buffer | string,
  options: Parameters<typeof run>[1] = {},
  more: object = {},
): Promise<Batch> {
  const made = await create(Buffer.byteLength(text), more);
  await upload(made, text);
  await start(made.batch_id);
  await run(made.batch_id, options);
  return get(made.batch_id);
}

async function resultOf({ result }: Batch): Promise<Record<string, string>[]> {
  const response = await fetch(result?.url ?? '');
  const [header = '', ...lines] = gunzipSync(Buffer.from(await response.arrayBuffer()))
    .toString()
    .trimEnd()
    .split('\n');
  const names = header.split(',');
  return lines.map((line) => Object.fromEntries(line.split(',').map((value, i) => [names[i], value])));
}

const evidence = async (batch: Batch) =>
  (
    await world.db.superuser.query(
      `select * from predictions.risk_scores where lineage #>> '{batch,batch_id}' = $1 order by prediction_id`,
      [batch.batch_id],
    )
  ).rows;

const featureFile = (rows: (string | number)[][], columns = FEATURE_COLUMNS) =>
  `${[columns, ...rows].map((row) => row.join(',')).join('\n')}\n`;
const FEATURE_COLUMNS = [
  ...['reference', 'utilisation', 'amount', 'purpose', 'application_grade', 'age_years', 'debt_to_income'],
  ...['loan_to_value', 'months_past_due_1'],
];

describe('before there is a model', () => {
  test('a batch is refused by name', async () => {
    expect(await scored('application_id\n1\n')).toMatchObject({ state: 'refused', problem: { name: 'no-model' } });
  });
});

describe('the calls', () => {
  test('a new batch waits for a file of the announced size and type, at an address that is good for a while', async () => {
    const { status, body } = await call('/v1/batches', {
      method: 'POST',
      body: { size_bytes: 20, content_type: 'application/gzip' },
    });
    expect([status, body.state, body.reasons, body.result]).toEqual([200, 'created', 'all', null]);
    const address = new URL(body.upload.url);
    expect(address.searchParams.get('X-Amz-SignedHeaders')).toBe('content-length;content-type;host');
    expect(address.searchParams.get('X-Amz-Expires')).toBe('900');
    expect([...address.searchParams.keys()].filter((name) => /checksum/i.test(name))).toEqual([]);
    expect(body.upload.headers).toEqual({ 'content-type': 'application/gzip', 'content-length': '20' });
    expect(await get(body.batch_id)).toMatchObject({ state: 'created', upload: { method: 'PUT' } });
  });

  test.each([
    [{}],
    [{ size_bytes: 0 }],
    [{ size_bytes: 2 ** 30 + 1 }],
    [{ size_bytes: 1, content_type: 'text/html' }],
    [{ size_bytes: 1, reasons: 'some' }],
    [{ size_bytes: 1, columns: [] }],
  ])('%j is refused with 422', async (body) => {
    expect((await call('/v1/batches', { method: 'POST', body })).status).toBe(422);
  });

  test('what is no JSON, no id, too large, or comes without the scope or a token is refused', async () => {
    expect((await call('/v1/batches', { method: 'POST', body: '{' })).status).toBe(400);
    expect((await call('/v1/batches', { method: 'POST', body: `"${'x'.repeat(70_000)}"` })).status).toBe(413);
    expect((await call('/v1/batches/{batch_id}', { path: { batch_id: '1' } })).status).toBe(400);
    expect((await call('/v1/batches', { method: 'POST', body: {}, claims: machine('risk/read') })).status).toBe(403);
    expect((await call('/v1/batches', { method: 'POST', body: {}, claims: null })).status).toBe(401);
  });

  test('a batch is known to who made it only, be it another client or another person of the same client', async () => {
    const jo = person('jo', 'risk/score');
    const { body } = await call('/v1/batches', { method: 'POST', body: { size_bytes: 1 }, claims: jo });
    const path = { batch_id: body.batch_id };
    expect((await call('/v1/batches/{batch_id}', { path, claims: jo })).status).toBe(200);
    for (const claims of [machine('risk/score', 'people'), machine('risk/score'), person('kim', 'risk/score')]) {
      const answer = await call('/v1/batches/{batch_id}', { path, claims });
      expect([answer.status, answer.body.type]).toEqual([404, 'urn:risk:problem:unknown-batch']);
      expect((await call('/v1/batches/{batch_id}/start', { method: 'POST', path, claims })).status).toBe(404);
    }
  });

  test('a batch starts once its file is there, whole, and starting it again changes nothing', async () => {
    const made = await create(4);
    expect((await start(made.batch_id)).body.type).toBe('urn:risk:problem:nothing-uploaded');
    // S3 itself takes no other size at this address; whoever gets round that is found out at the start.
    expect((await put(made, '12345')).status).toBe(403);
    await world.put(WORK_BUCKET, `batches/${made.batch_id}/upload`, '12345');
    expect((await start(made.batch_id)).body.type).toBe('urn:risk:problem:wrong-upload');
    await upload(made, '1234');
    const first = (await start(made.batch_id)).body;
    expect(first).toMatchObject({ state: 'running', upload: null, progress: { rows: null, parts_done: 0 } });
    expect((await start(made.batch_id)).body).toEqual(first);
  });

  test('one that did not end in time has failed', async () => {
    const made = await create(4);
    await world.db.superuser.query(
      `update predictions.batches set state = 'running', started_at = now() - interval '3 hours' where batch_id = $1`,
      [made.batch_id],
    );
    expect(await get(made.batch_id)).toMatchObject({ state: 'failed', problem: { name: 'timed-out' } });
  });

  test('without the database they answer 503', async () => {
    const { PARAMETER_PREFIX } = process.env;
    process.env.PARAMETER_PREFIX = '/nowhere';
    const { status } = await call('/v1/batches', { method: 'POST', body: { size_bytes: 1 } });
    Object.assign(process.env, { PARAMETER_PREFIX });
    expect(status).toBe(503);
  });
});

describe('with a champion', () => {
  const stored: Application[] = [
    { id: 'plain', features: { utilisation: 0.1 + 0.2, amount: 12_345.67, purpose: 'car', months_past_due_1: 0 } },
    { id: 'awkward "text", \\', features: { utilisation: 1e-300, purpose: 'a "b", c' } },
    { id: 'unknown values', features: { age_years: null }, attributes: { application_grade: 'a' } },
    { id: 'child', features: { age_years: 17 } },
    { id: 'repaid', status: 'closed', defaulted: false },
  ];
  beforeAll(async () => {
    await world.promote(champion);
    await publishRun(world.db, { run_id: runId(1), as_of: '2005-10-01' }, stored);
  });

  describe('a file of applications', () => {
    let batch: Batch;
    beforeAll(async () => {
      await publishRun(world.db, { run_id: runId(2), as_of: '2005-11-01', mode: 'delta' }, [
        { id: 'later', features: { utilisation: 0.5 } },
      ]);
      const lines = [
        ...['plain', '"awkward ""text"", \\"', '', 'unknown values', 'child', 'nobody', 'a,b', 'bad "quote"'],
        ...['repaid', '""', 'x'.repeat(101), 'plain', 'later'],
      ];
      batch = await scored(gzipSync(`\ufeffapplication_id\r\n${lines.join('\r\n')}`), { twice: true });
    });

    test('ends with every row counted, scored or failed by its reason', () => {
      expect(batch).toMatchObject({
        state: 'done',
        problem: null,
        progress: { rows: 12, rows_scored: 7, rows_failed: 5, parts: 1, parts_done: 1 },
        model_version: champion.reference.version,
        policy_version: '2026-11-01',
      });
      const errors = Object.fromEntries(batch.errors.map(({ error, rows }) => [error, rows]));
      expect(errors).toEqual({
        ...{ unknown_application: 1, unreadable: 2, missing_application_id: 1, invalid_application_id: 1 },
      });
    });

    test('has a result in the order of the file, with the line of each row', async () => {
      const rows = await resultOf({ ...batch });
      expect(rows.map(({ line }) => Number(line))).toEqual([2, 3, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14]);
      expect(rows.find(({ line }) => line === '7')).toMatchObject({
        application_id: 'nobody',
        error: 'unknown_application',
      });
    });

    test('leaves one row of evidence a score, as the API would store it', async () => {
      const rows = await evidence(batch);
      expect(rows).toHaveLength(7);
      for (const row of rows) {
        const { features = {}, attributes = {} } = stored.find(({ id }) => id === row.application_id) ?? {
          features: { utilisation: 0.5 },
        };
        const known = { age_years: 40, amount: 1000, ...features, ...attributes } as FeatureRecord;
        expect(row.features).toEqual({
          ...{ utilisation: null, purpose: null, application_grade: null, debt_to_income: null, loan_to_value: null },
          ...{ months_past_due_1: null, ...known },
        });
        expect(row.pd).toBeCloseTo(expectedPd(description, known), 6);
        const { score, band, decision, decided_by } = decide(policyOf('2026-11-01'), row.pd, row.features);
        const run = row.application_id === 'later' ? 2 : 1;
        expect(row).toMatchObject({
          ...{ source: 'file', customer_id: `customer-of-${row.application_id}`, run_id: runId(run) },
          ...{ score, band, decision, decided_by, model_sha256: champion.reference.sha256 },
          ...{ requested_by: 'client-1', client_id: 'client-1', as_of: row.features_as_of, stale: true },
        });
        expect(row.lineage).toMatchObject({
          run_id: runId(run),
          files: expect.arrayContaining([expect.objectContaining({ table: 'loan_applications' })]),
          batch: { batch_id: batch.batch_id, file_sha256: expect.stringMatching(/^[0-9a-f]{64}$/) },
        });
        expect(row.reasons.length).toBeGreaterThan(0);
      }
      expect(rows.map(({ lineage }) => lineage.batch.line)).toEqual([2, 3, 5, 6, 10, 13, 14]);
    });

    test('can be read and computed again by the API', async () => {
      world.as('risk_api_read');
      const { replayHandler } = await import('../../lambdas/prediction-api/replay.ts');
      const { readHandler } = await import('../../lambdas/prediction-api/read.ts');
      const [row] = await evidence(batch);
      const at = { path: { prediction_id: row.prediction_id }, claims: machine('risk/read') };
      const replay = { method: 'POST' as const, resource: '/v1/predictions/{prediction_id}/replay', ...at };
      expect((await callAsDocumented(replayHandler(), replay)).body).toMatchObject({ reproduced: true });
      const { body } = await callAsDocumented(readHandler(), { resource: '/v1/predictions/{prediction_id}', ...at });
      expect(body).toMatchObject({ source: 'file', application_id: 'plain' });
      world.as('risk_api_score');
    });

    test('changes nothing when its workflow runs once more, whoever started it', async () => {
      const before = await evidence(batch);
      expect((await run(batch.batch_id, { id: 'arn:aws:states:execution:e2' })).output).toEqual({
        outcome: 'not_ours',
      });
      expect(await evidence(batch)).toEqual(before);
      expect(await get(batch.batch_id)).toMatchObject({ state: 'done', ended_at: batch.ended_at });
    });
  });

  describe('a file of raw features', () => {
    const GOOD = 300;
    const good = (i: number) => [`r${i}`, i / 100_000, 1000, i % 2 ? 'car' : '', 'a', 40, '', '', 0];
    let batch: Batch;
    let challenger: TinyModel;

    beforeAll(async () => {
      challenger = await buildTinyModel({ ...description, intercept: -2, version_time: '20260105T000000Z' });
      await world.promote(challenger); // which retires the champion
      await moveAll('champion', 'challenger');
      await moveAll('retired', 'champion');
      const bad = [
        ['bad number', 'x', 1000, '', '', 40, '', '', 0],
        ['out of range', 0.1, 1000, '', '', 400, '', '', 0],
        ['no whole number', 0.1, 1000, '', '', 40, '', '', 0.5],
        ['no amount', 0.1, '', '', '', 40, '', '', 0],
        ['ragged', 0.1],
        ['hexadecimal', '0x10', 1000, '', '', 40, '', '', 0],
      ];
      const rows = Array.from({ length: GOOD }, (_, i) => good(i));
      // A feature that no score needs may be there: it makes the lines so long that a few hundred are two parts.
      const wide = [...bad.map((row) => [...row, '']), ...rows.map((row) => [...row, 'x'.repeat(60_000)])];
      const text = featureFile(wide, [...FEATURE_COLUMNS, 'education_level']);
      batch = await scored(text, { twice: true }, { reasons: 'not_approved' });
    }, 120_000);

    test('is split, and its parts are joined in one result', async () => {
      expect(batch).toMatchObject({
        state: 'done',
        reasons: 'not_approved',
        progress: { rows: GOOD + 6, rows_scored: GOOD, rows_failed: 6, parts: 2, parts_done: 2 },
      });
      const rows = await resultOf(batch);
      expect(rows.map(({ line }) => Number(line))).toEqual(Array.from({ length: GOOD + 6 }, (_, i) => i + 2));
      expect(rows.slice(0, 6).map(({ error, detail }) => [error, detail])).toEqual([
        ...[
          ['invalid_value', 'utilisation'],
          ['invalid_value', 'age_years'],
          ['invalid_value', 'months_past_due_1'],
        ],
        ...[
          ['missing_value', 'amount'],
          ['unreadable', ''],
          ['invalid_value', 'utilisation'],
        ],
      ]);
      const [, , row] = (await evidence(batch)) as { prediction_id: string; pd: number; features: object }[];
      const found = rows.find(({ prediction_id }) => prediction_id === row?.prediction_id);
      expect(found).toMatchObject({ reference: 'r2', pd: String(row?.pd) });
      expect(row).toMatchObject({
        ...{ application_id: null, customer_id: null, run_id: null, features_as_of: null, reasons: [] },
        features: { utilisation: 2 / 100_000, purpose: null, application_grade: 'a', loan_to_value: null },
        lineage: { run_id: null, files: [], batch: { line: 10 } },
      });
    }, 30_000);

    test('is shadowed by the challenger', async () => {
      const { rows } = await world.db.superuser.query(
        `select count(*)::int as n, min(shadow.pd - champion.pd) as apart
         from predictions.shadow_scores shadow join predictions.risk_scores champion using (prediction_id)
         where shadow.model_version = $1`,
        [challenger.reference.version],
      );
      expect(rows[0].n).toBe(GOOD);
      expect(rows[0].apart).toBeGreaterThan(0);
    });
  });

  test.each([
    ['\n', 'empty-file'],
    ['application_id\n\n\r\n', 'empty-file'],
    ['customer\n1\n', 'wrong-columns'],
    [`${FEATURE_COLUMNS.slice(0, -1).join(',')}\n`, 'wrong-columns'],
    [`${FEATURE_COLUMNS.join(',')},amount\n`, 'wrong-columns'],
    [`application_id\n${'x'.repeat(70_000)}\n`, 'line-too-long'],
    ['\x1f\x8bnot gzip at all', 'broken-gzip'],
  ])('what cannot be scored is refused by name, case %#', async (text, name) => {
    const batch = await scored(Buffer.from(text, 'latin1'));
    expect(batch).toMatchObject({ state: 'refused', problem: { name, detail: expect.any(String) }, result: null });
    expect(await evidence(batch)).toEqual([]);
  });

  test('a fault fails the batch, and started again it ends with the same ids', async () => {
    const made = await create(21);
    await upload(made, 'application_id\nplain\n');
    await start(made.batch_id);
    const tasks: Tasks = {
      CloseBatch: (input) => {
        if (!input.failed) throw new Error('the bucket is gone');
        return steps.CloseBatch?.(input, lambdaContext());
      },
    };
    const failure = await run(made.batch_id, { tasks });
    expect(failure).toMatchObject({
      status: 'FAILED',
      error: 'BatchScoringFailed',
      cause: expect.stringContaining('gone'),
    });
    const failed = await get(made.batch_id);
    expect(failed).toMatchObject({ state: 'failed', problem: { name: 'failed' }, result: null });
    expect(JSON.stringify(failed)).not.toContain('gone');
    const before = await evidence(failed);
    await run(made.batch_id, { id: 'arn:aws:states:execution:again' });
    expect(await get(made.batch_id)).toMatchObject({ state: 'done', progress: { rows_scored: 1 } });
    expect(await evidence(failed)).toEqual(before);
  });

  test('scores that lost their evidence on the way are not published', async () => {
    const made = await create(21);
    await upload(made, 'application_id\nplain\n');
    await start(made.batch_id);
    const tasks: Tasks = {
      StoreBatchPart: async (input) => {
        const Key = `batches/${made.batch_id}/evidence/0001.tsv.gz`;
        await world.s3.client.send(new DeleteObjectCommand({ Bucket: WORK_BUCKET, Key }));
        return steps.StoreBatchPart?.(input, lambdaContext());
      },
    };
    expect(await run(made.batch_id, { tasks })).toMatchObject({ status: 'FAILED' });
    expect(await get(made.batch_id)).toMatchObject({ state: 'failed', progress: { parts_done: 0 } });
  });
});
