/** Files are scored by the batch workflow: every row is in the result with a score and its evidence, or with an error. */
import { gzipSync } from 'node:zlib';
import { DeleteObjectCommand } from '@aws-sdk/client-s3';
import type { Batch } from '../../../lambdas/prediction-api/contract/schemas/batches.ts';
import { decide } from '../../../lambdas/shared/decision/decide.ts';
import type { FeatureRecord } from '../../../lambdas/shared/features/feature-record.ts';
import { callAsDocumented } from '../../../testing/api/call-as-documented.ts';
import { buildLambdaContext, buildServiceClaims } from '../../../testing/api/gateway-event.ts';
import { buildRunId } from '../../../testing/database/rows.ts';
import { buildTinyModel, computeExpectedPd, type TinyModel } from '../../../testing/models/tiny-model.ts';
import { getSeedPolicy, SEED_VERSION } from '../../../testing/policies/seed-policies.ts';
import { restrictCustomer } from '../../../testing/privacy/restrict-customer.ts';
import {
  type BatchHarness,
  readResult,
  startBatchHarness,
  uploadFile,
} from '../../../testing/workflows/batch-harness.ts';
import type { Tasks } from '../../../testing/workflows/execute-state-machine.ts';
import {
  type PublishedApplication,
  publishApplications,
  WORK_BUCKET,
} from '../../../testing/workflows/lambda-harness.ts';

const description = {
  num: { utilisation: { median: 0.4, weight: 3 }, amount: { median: 0, weight: 0.0001 } },
  cat: { purpose: { car: 1, 'a "b", c': 0.5 }, application_grade: { a: -0.5 } },
  intercept: -3,
};
const FEATURE_COLUMNS = [
  ...['reference', 'utilisation', 'amount', 'purpose', 'application_grade', 'age_years', 'debt_to_income'],
  ...['loan_to_value', 'months_past_due_1'],
];
const featureFile = (rows: (string | number)[][], columns: string[]) =>
  `${[columns, ...rows].map((row) => row.join(',')).join('\n')}\n`;
const stored: PublishedApplication[] = [
  { id: 'plain', features: { utilisation: 0.1 + 0.2, amount: 12_345.67, purpose: 'car', months_past_due_1: 0 } },
  { id: 'awkward "text", \\', features: { utilisation: 1e-300, purpose: 'a "b", c' } },
  { id: 'unknown values', features: { age_years: null }, attributes: { application_grade: 'a' } },
  { id: 'child', features: { age_years: 17 } },
  { id: 'repaid', status: 'closed', defaulted: false },
];

let batches: BatchHarness;
let harness: BatchHarness['harness'];
let champion: TinyModel;

beforeAll(async () => {
  batches = await startBatchHarness();
  harness = batches.harness;
  champion = await buildTinyModel(description);
  await harness.promote(champion);
  await publishApplications(harness.db, { run_id: buildRunId(1), as_of: '2005-10-01' }, stored);
});
afterAll(() => harness?.stop());

const moveAll = (from: string, to: string) =>
  harness.db.superuser.query('update predictions.model_metadata set stage = $2 where stage = $1', [from, to]);

describe('a file of applications', () => {
  let batch: Batch;
  beforeAll(async () => {
    await publishApplications(harness.db, { run_id: buildRunId(2), as_of: '2005-11-01', mode: 'delta' }, [
      { id: 'later', features: { utilisation: 0.5 } },
    ]);
    const lines = [
      ...['plain', '"awkward ""text"", \\"', '', 'unknown values', 'child', 'nobody', 'a,b', 'bad "quote"'],
      ...['repaid', '""', 'x'.repeat(201), 'plain', 'later'],
    ];
    batch = await batches.scoreFile(gzipSync(`\ufeffapplication_id\r\n${lines.join('\r\n')}`), { runsTwice: true });
  });

  test('ends with every row counted as scored or failed, by error', () => {
    expect(batch).toMatchObject({
      state: 'done',
      problem: null,
      progress: { rows: 12, rows_scored: 7, rows_failed: 5, parts: 1, parts_done: 1 },
      model_version: champion.reference.version,
      policy_version: SEED_VERSION,
    });
    const errors = Object.fromEntries(batch.errors.map(({ error, rows }) => [error, rows]));
    expect(errors).toEqual({
      ...{ unknown_application: 1, unreadable: 2, missing_application_id: 1, invalid_application_id: 1 },
    });
  });

  test('has a result in the order of the file, with the line of each row', async () => {
    const rows = await readResult({ ...batch });
    expect(rows.map(({ line }) => Number(line))).toEqual([2, 3, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14]);
    expect(rows.find(({ line }) => line === '7')).toMatchObject({
      application_id: 'nobody',
      error: 'unknown_application',
    });
  });

  test('stores one row of evidence for each score, as the API does', async () => {
    const rows = await batches.readEvidence(batch);
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
      expect(row.pd).toBeCloseTo(computeExpectedPd(description, known), 6);
      const { score, band, decision, decided_by } = decide(getSeedPolicy(), row.pd, row.features);
      const run = row.application_id === 'later' ? 2 : 1;
      expect(row).toMatchObject({
        ...{ source: 'file', customer_id: `customer-of-${row.application_id}`, run_id: buildRunId(run) },
        ...{ score, band, decision, decided_by, model_sha256: champion.reference.sha256 },
        ...{ requested_by: 'client-1', client_id: 'client-1', as_of: row.features_as_of, stale: true },
      });
      expect(row.lineage).toMatchObject({
        run_id: buildRunId(run),
        files: expect.arrayContaining([expect.objectContaining({ table: 'loan_applications' })]),
        batch: { batch_id: batch.batch_id, file_sha256: expect.stringMatching(/^[0-9a-f]{64}$/) },
      });
      expect(row.reasons.length).toBeGreaterThan(0);
    }
    expect(rows.map(({ lineage }) => lineage.batch.line)).toEqual([2, 3, 5, 6, 10, 13, 14]);
  });

  test('can be read and replayed by the API', async () => {
    harness.useRole('risk_api_read');
    const { replayHandler } = await import('../../../lambdas/prediction-api/replay.lambda.ts');
    const { readHandler } = await import('../../../lambdas/prediction-api/read.lambda.ts');
    const [row] = await batches.readEvidence(batch);
    const at = { path: { prediction_id: row.prediction_id }, claims: buildServiceClaims('risk/read') };
    const replay = { method: 'POST' as const, resource: '/v1/predictions/{prediction_id}/replay', ...at };
    expect((await callAsDocumented(replayHandler(), replay)).body).toMatchObject({ reproduced: true });
    const { body } = await callAsDocumented(readHandler(), { resource: '/v1/predictions/{prediction_id}', ...at });
    expect(body).toMatchObject({ source: 'file', application_id: 'plain' });
    harness.useRole('risk_api_score');
  });

  test('changes nothing when another execution runs', async () => {
    const before = await batches.readEvidence(batch);
    expect((await batches.run(batch.batch_id, { id: 'arn:aws:states:execution:e2' })).output).toEqual({
      outcome: 'not_ours',
    });
    expect(await batches.readEvidence(batch)).toEqual(before);
    expect(await batches.get(batch.batch_id)).toMatchObject({ state: 'done', ended_at: batch.ended_at });
  });
});

test('a lineage of more files than the Data API returns in a row, or in a result, is stored with the scores', async () => {
  const run_id = buildRunId(3);
  await publishApplications(harness.db, { run_id, as_of: '2005-12-01', mode: 'delta' }, [{ id: 'many files' }]);
  await harness.db.superuser.query(
    `insert into staging.loads select (jsonb_populate_record(l, jsonb_build_object('file', 'f' || n || '.csv'))).*
     from staging.loads l cross join generate_series(1, 7000) n where run_id = $1`,
    [run_id],
  );
  const batch = await batches.scoreFile('application_id\nmany files\nplain\nnobody\n');
  expect(batch).toMatchObject({ state: 'done', progress: { rows_scored: 2, rows_failed: 1 } });
  const rows = await batches.readEvidence(batch);
  const filesByRun = Object.fromEntries(rows.map((row) => [row.run_id, row.lineage.files.length]));
  expect(filesByRun).toEqual({ [buildRunId(1)]: 1, [run_id]: 7003 });
});

describe('a file of raw features', () => {
  const GOOD = 300;
  const good = (i: number) => [`r${i}`, i / 100_000, 1000, i % 2 ? 'car' : '', 'a', 40, '', '', 0];
  let batch: Batch;
  let challenger: TinyModel;

  beforeAll(async () => {
    challenger = await buildTinyModel({ ...description, intercept: -2, version_time: '20260105T000000Z' });
    await harness.promote(challenger); // which retires the champion
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
    // A feature that no score needs makes the lines so long that a few hundred are two parts.
    const wide = [...bad.map((row) => [...row, '']), ...rows.map((row) => [...row, 'x'.repeat(60_000)])];
    const text = featureFile(wide, [...FEATURE_COLUMNS, 'education_level']);
    batch = await batches.scoreFile(text, { runsTwice: true }, { reasons: 'not_approved' });
  });

  test('is split, and its parts are joined in one result', async () => {
    expect(batch).toMatchObject({
      state: 'done',
      reasons: 'not_approved',
      progress: { rows: GOOD + 6, rows_scored: GOOD, rows_failed: 6, parts: 2, parts_done: 2 },
    });
    const rows = await readResult(batch);
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
    const [, , row] = (await batches.readEvidence(batch)) as { prediction_id: string; pd: number; features: object }[];
    const found = rows.find(({ prediction_id }) => prediction_id === row?.prediction_id);
    expect(found).toMatchObject({ reference: 'r2', pd: String(row?.pd) });
    expect(row).toMatchObject({
      ...{ application_id: null, customer_id: null, run_id: null, features_as_of: null, reasons: [] },
      features: { utilisation: 2 / 100_000, purpose: null, application_grade: 'a', loan_to_value: null },
      lineage: { run_id: null, files: [], batch: { line: 10 } },
    });
  });

  test('is shadowed by the challenger', async () => {
    const { rows } = await harness.db.superuser.query(
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
  const batch = await batches.scoreFile(Buffer.from(text, 'latin1'));
  expect(batch).toMatchObject({ state: 'refused', problem: { name, detail: expect.any(String) }, result: null });
  expect(await batches.readEvidence(batch)).toEqual([]);
});

test('an error fails the batch, and a second start ends with the same ids', async () => {
  const made = await batches.create(21);
  await uploadFile(made, 'application_id\nplain\n');
  await batches.start(made.batch_id);
  const tasks: Tasks = {
    CloseBatch: (input) => {
      if (!input.failed) throw new Error('the bucket is gone');
      return batches.steps.CloseBatch?.(input, buildLambdaContext());
    },
  };
  const failure = await batches.run(made.batch_id, { tasks });
  expect(failure).toMatchObject({
    status: 'FAILED',
    error: 'BatchScoringFailed',
    cause: expect.stringContaining('gone'),
  });
  const failed = await batches.get(made.batch_id);
  expect(failed).toMatchObject({ state: 'failed', problem: { name: 'failed' }, result: null });
  expect(JSON.stringify(failed)).not.toContain('gone');
  const before = await batches.readEvidence(failed);
  await batches.run(made.batch_id, { id: 'arn:aws:states:execution:again' });
  expect(await batches.get(made.batch_id)).toMatchObject({ state: 'done', progress: { rows_scored: 1 } });
  expect(await batches.readEvidence(failed)).toEqual(before);
});

test('a batch without all its evidence gets no result', async () => {
  const made = await batches.create(21);
  await uploadFile(made, 'application_id\nplain\n');
  await batches.start(made.batch_id);
  const tasks: Tasks = {
    StoreBatchPart: async (input) => {
      const Key = `batches/${made.batch_id}/evidence/0001.tsv.gz`;
      await harness.ministack.client.send(new DeleteObjectCommand({ Bucket: WORK_BUCKET, Key }));
      return batches.steps.StoreBatchPart?.(input, buildLambdaContext());
    },
  };
  expect(await batches.run(made.batch_id, { tasks })).toMatchObject({ status: 'FAILED' });
  expect(await batches.get(made.batch_id)).toMatchObject({ state: 'failed', progress: { parts_done: 0 } });
});

test('a row of a customer whose processing is restricted is an error, also where it was restricted meanwhile', async () => {
  const [before, meanwhile] = ['customer-of-plain', 'customer-of-child'] as const;
  await restrictCustomer(harness.db, before);
  let joins = 0;
  const tasks: Tasks = {
    JoinFeatures: async (input) => {
      harness.useRole('risk_etl');
      const joined = await batches.steps.JoinFeatures?.(input, buildLambdaContext());
      joins += 1;
      if (joins === 1) await restrictCustomer(harness.db, meanwhile);
      return joined;
    },
  };
  const batch = await batches.scoreFile('application_id\nplain\nunknown values\nchild\n', { tasks });
  await harness.db.superuser.query('truncate privacy.restrictions');
  expect([joins, batch.state, batch.progress.rows_scored]).toEqual([2, 'done', 1]);
  expect(batch.errors).toEqual([{ error: 'processing_restricted', rows: 2 }]);
  const evidence = await batches.readEvidence(batch);
  expect(evidence.map(({ application_id }) => application_id)).toEqual(['unknown values']);
  const rows = await readResult({ ...batch });
  expect(rows.map(({ application_id, error }) => [application_id, error])).toEqual([
    ['plain', 'processing_restricted'],
    ['unknown values', ''],
    ['child', 'processing_restricted'],
  ]);
});
