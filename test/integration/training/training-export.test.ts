/** The training set is exported from the real database: known, dated and published outcomes, in the defined columns. */

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { CreateBucketCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { parse } from 'csv-parse/sync';
import { downloadFolder } from '../../../cli/local/jobs/s3-folder.ts';
import { createObjectStore } from '../../../lambdas/shared/aws/object-store.ts';
import { computeScore } from '../../../lambdas/shared/decision/score.ts';
import { firstGates } from '../../../lambdas/shared/model/gates-document.ts';
import { DEFAULT_SCORE_SCALE } from '../../../lambdas/shared/model/score-scale.ts';
import { trainingConfiguration } from '../../../lambdas/training/contract/configuration.ts';
import {
  type ExportDependencies,
  exportTrainingSet,
} from '../../../lambdas/training/training-set/export-training-set.ts';
import type { TrainingSetDocument } from '../../../lambdas/training/training-set/training-set.ts';
import { startTestMiniStack, type TestMiniStack } from '../../../testing/aws/ministack.ts';
import { type MigratedDatabase, startMigratedDatabase } from '../../../testing/database/migrated-database.ts';
import {
  buildRunId,
  buildSourceColumns,
  insertRows,
  openTestRun,
  publishTestRun,
  type Row,
} from '../../../testing/database/rows.ts';
import { registerGeneratedModel } from '../../../testing/lenders/generated-scores.ts';
import { buildTrainingScorecard, type TrainingScorecard } from '../../../testing/models/training-figures.ts';
import { getSeedPolicy } from '../../../testing/policies/seed-policies.ts';

let db: MigratedDatabase;
let s3: TestMiniStack;
let tools: ExportDependencies;
beforeAll(async () => {
  s3 = await startTestMiniStack();
  db = await startMigratedDatabase({ s3Endpoint: s3.endpoint });
  await s3.client.send(new CreateBucketCommand({ Bucket: 'work' }));
  tools = {
    database: db.connect('risk_training'),
    store: createObjectStore(s3.client),
    exportLocation: { bucket: 'work', region: 'eu-west-1', kms_key: s3.keyArn },
    policy: getSeedPolicy('2026-11-01'),
    configuration: trainingConfiguration,
  };
});
afterAll(async () => {
  await db?.stop();
  await s3?.stop();
});
beforeEach(() =>
  db.superuser.query(`truncate staging.loan_applications, staging.attributes, analytics.runs, analytics.risk_features,
    analytics.publications, analytics.quality_results cascade`),
);

const APPLIED = '2024-06-15 10:00:00';
const LONGEST = 'a'.repeat(40);

const everyFourth = (i: number): boolean => i % 4 === 0;

/** `count` applications with known outcomes, every fourth a default, and their published features. */
async function lender(count: number, isDefault = everyFourth): Promise<void> {
  const run = await openTestRun(db.superuser, 1, '2024-06-30');
  const ids = Array.from({ length: count }, (_, i) => `a${String(i).padStart(4, '0')}`);
  await insertRows(
    db.superuser,
    'staging.loan_applications',
    ids.map((application_id, i) => ({
      ...application,
      application_id,
      defaulted: isDefault(i),
      ...buildSourceColumns(1),
    })),
  );
  await insertRows(
    db.superuser,
    'analytics.risk_features',
    ids.map((application_id, i) => ({ ...features, application_id, amount: 1000 + i })),
  );
  await publishTestRun(db.superuser, run);
}

const application: Row = {
  ...{ valid_from: '2024-06-30', customer_id: 'c1', applied_at: APPLIED, amount: 1000, status: 'closed' },
  ...{ outcome_date: '2024-06-29', attributes: {} },
};

const features: Row = {
  ...{
    customer_id: 'c1',
    as_of: APPLIED,
    run_id: buildRunId(1),
    partition: 0,
    purpose: 'car, "new"',
    utilisation: 0.1,
  },
  attributes: { [`application_${LONGEST}`]: 'a\nb', customer_points: 7.5 },
  fairness: { sex: 'female', age_group: null },
  built_at: '2024-06-30',
};

const declared = (name: string, fields: Row = {}): Row => ({
  ...{ table_name: 'loan_applications', name, type: 'category', use: 'model', label: null, run_id: buildRunId(1) },
  ...fields,
});

async function exported(jobName: string) {
  const document = (await tools.store.getJson('work', `training/${jobName}/features.json`)) as TrainingSetDocument;
  const rows: Record<string, string>[] = [];
  for await (const { key } of tools.store.list('work', `training/${jobName}/data/`)) {
    const lines = await text(await tools.store.getStream('work', key));
    rows.push(...parse<Record<string, string>>(lines, { columns: document.columns }));
  }
  return { document, rows };
}

test('exports features, attributes, groups and outcome of every known outcome', async () => {
  await insertRows(db.superuser, 'staging.attributes', [
    declared(LONGEST),
    declared('points', { table_name: 'customers', type: 'number', label: 'Points' }),
    declared('secret', { use: 'fairness' }),
  ]);
  await lender(200);
  const result = await exportTrainingSet(tools, 'full');
  expect(result).toEqual({ outcome: 'exported', job_name: 'full', rows: 200, positives: 50, run_id: buildRunId(1) });
  const { document, rows } = await exported('full');
  expect(document).toMatchObject({
    ...{ run_id: buildRunId(1), as_of_max: '2024-06-15', rows: 200, positives: 50, seed: 7, cut_off: 0.3 },
    fairness: ['age_group', 'sex'],
    target: { definition: null, definitions: [] },
    fairness_bounds: { min_approval_rate_ratio: 0.8, max_equal_opportunity_difference: 0.1 },
  });
  expect(document.features.slice(-2).map(({ name, label }) => [name, label])).toEqual([
    [`application_${LONGEST}`, `application_${LONGEST}`],
    ['customer_points', 'Points'],
  ]);
  expect(rows).toHaveLength(200);
  expect(rows[1]).toMatchObject({
    ...{ application_id: 'a0001', as_of: APPLIED, amount: '1001', utilisation: '0.1', purpose: 'car, "new"' },
    ...{ annual_income: '', [`application_${LONGEST}`]: 'a\nb', customer_points: '7.5' },
    ...{ sex: 'female', age_group: '', defaulted: '0' },
  });
});

test("the target is the lender's definition, and each one where deliveries name several", async () => {
  await lender(200);
  const setTarget = (run: number, target: string | null) =>
    db.superuser.query('update analytics.runs set target = $1 where run_id = $2', [target, buildRunId(run)]);
  await setTarget(1, 'Default on the next payment');
  await exportTrainingSet(tools, 'single-target');
  const single = { definition: 'Default on the next payment', first_as_of: '2024-06-30', last_as_of: '2024-06-30' };
  expect((await exported('single-target')).document.target).toEqual({
    definition: single.definition,
    definitions: [single],
  });
  for (const [run, day] of [
    [2, '2024-07-30'],
    [3, '2024-08-30'],
    [4, '2024-09-30'],
  ] as const) {
    await publishTestRun(db.superuser, await openTestRun(db.superuser, run, day));
  }
  await setTarget(2, '90 days past due');
  await setTarget(3, '90 days past due');
  await exportTrainingSet(tools, 'two-targets');
  expect((await exported('two-targets')).document.target).toEqual({
    definition:
      '90 days past due (deliveries of 2024-07-30 to 2024-08-30); Default on the next payment (deliveries of 2024-06-30)',
    definitions: [{ definition: '90 days past due', first_as_of: '2024-07-30', last_as_of: '2024-08-30' }, single],
  });
});

test('an attribute that was a group of fairness and is declared for models now is one column', async () => {
  await insertRows(db.superuser, 'staging.attributes', [
    declared(LONGEST),
    declared('points', { table_name: 'customers', type: 'number' }),
  ]);
  await lender(200);
  await db.superuser.query(`update analytics.risk_features set fairness = fairness || '{"customer_points": "many"}'`);
  await exportTrainingSet(tools, 'changed');
  const { document } = await exported('changed');
  expect(document.fairness).toEqual(['age_group', 'sex']);
  expect(new Set(document.columns).size).toBe(document.columns.length);
});

test('a column that was a category and is a number now keeps its numbers; odd words and names pass', async () => {
  await insertRows(db.superuser, 'staging.attributes', [
    declared('points', { table_name: 'customers', type: 'number' }),
    declared('as_of'),
    declared('borrower'),
  ]);
  await lender(200);
  const values = ['12', 'north', '-1.5e3', '1e999', ' 7', 'NaN', ''];
  for (const [i, value] of values.entries()) {
    await db.superuser.query(
      `update analytics.risk_features
       set attributes = jsonb_build_object('customer_points', $1::text, 'application_as_of', $2::text, 'application_borrower', ',')
       where application_id = $3`,
      [value, i % 2 === 0 ? '\r' : 'a,"b"', `a000${i}`],
    );
  }
  await exportTrainingSet(tools, 'odd');
  const { document, rows } = await exported('odd');
  expect(new Set(document.columns).size).toBe(document.columns.length);
  expect(rows.slice(0, values.length).map(({ customer_points }) => customer_points)).toEqual([
    '12',
    '',
    '-1500',
    '',
    '',
    '',
    '',
  ]);
  expect(rows.slice(0, 2).map(({ application_as_of }) => application_as_of)).toEqual(['\r', 'a,"b"']);
  expect(rows[0]).toMatchObject({ application_borrower: ',', borrower: '1', as_of: APPLIED });
});

test('borrowers have opaque numbers, and an outcome of a later day is not learned from', async () => {
  await lender(202);
  await db.superuser.query(
    `update analytics.risk_features set customer_id = 'c' || (substr(application_id, 2)::integer / 2)`,
  );
  await db.superuser.query(
    `update staging.loan_applications set outcome_date = '2024-07-01' where application_id in ('a0000', 'a0201')`,
  );
  await exportTrainingSet(tools, 'borrowers');
  const { document, rows } = await exported('borrowers');
  expect(rows.map(({ application_id }) => application_id)).not.toContain('a0000');
  expect(rows).toHaveLength(200);
  const borrowers = rows.map(({ borrower }) => Number(borrower));
  expect(new Set(borrowers).size).toBe(101);
  expect(Math.max(...borrowers)).toBe(101);
  expect(document.features.map(({ name }) => name)).not.toContain('borrower');
});

test('exports no open, undated or unpublished application, and no features of another as-of time', async () => {
  await lender(200);
  const odd = (application_id: string, fields: Row) => ({
    ...application,
    application_id,
    ...buildSourceColumns(1),
    ...fields,
  });
  await insertRows(db.superuser, 'staging.loan_applications', [
    odd('undated', { defaulted: true, outcome_date: null }),
    odd('open', { defaulted: null, outcome_date: null, status: 'received' }),
    odd('late', { defaulted: true, applied_at: '2024-06-14 09:00:00' }),
    odd('unpublished', { defaulted: true }),
  ]);
  const rows = ['undated', 'open', 'late'].map((application_id) => ({ ...features, application_id }));
  await insertRows(db.superuser, 'analytics.risk_features', [
    ...rows,
    { ...features, application_id: 'unpublished', run_id: buildRunId(2) },
  ]);
  expect(await exportTrainingSet(tools, 'strict')).toMatchObject({ rows: 200 });
});

test('too few outcomes are reported, and nothing is exported', async () => {
  expect(await exportTrainingSet(tools, 'none')).toEqual({
    ...{ outcome: 'too_few_outcomes', job_name: 'none', rows: 0, positives: 0, run_id: null },
  });
  await lender(199);
  expect(await exportTrainingSet(tools, 'few')).toMatchObject({ outcome: 'too_few_outcomes', rows: 199 });
  const keys = [];
  for await (const { key } of tools.store.list('work', 'training/few/')) keys.push(key);
  expect(keys).toEqual([]);
});

test('a second call returns the first result, whatever was delivered since', async () => {
  await lender(200);
  const first = await exportTrainingSet(tools, 'again');
  await db.superuser.query("update staging.loan_applications set defaulted = true where application_id = 'a0001'");
  expect(await exportTrainingSet(tools, 'again')).toEqual(first);
});

test('a small lender is exported where the configuration allows it, and the document states its minimum', async () => {
  await lender(100);
  const minimum = { outcomes: 100, per_class: 25 };
  const small = { ...tools, configuration: { ...trainingConfiguration, minimum } };
  expect(await exportTrainingSet(small, 'small')).toMatchObject({ outcome: 'exported', rows: 100, positives: 25 });
  const { document } = await exported('small');
  expect(document).toMatchObject({ minimum, parity: firstGates.gates.parity, score: tools.policy.score });
  const larger = { ...small, configuration: { ...trainingConfiguration, minimum: { outcomes: 100, per_class: 26 } } };
  expect(await exportTrainingSet(larger, 'larger')).toMatchObject({ outcome: 'too_few_outcomes' });
});

test('the scorecard of training is on the scale of the policy, and its points are the score', async () => {
  await lender(200, (i) => i < 60 && i % 3 !== 0);
  const score = { base: 500, odds: 50, pdo: 20, min: 0, max: 1000 };
  const policy = { ...tools.policy, score };
  await exportTrainingSet({ ...tools, policy }, 'scale');
  const { scale, rows } = await scorecardOf('scale');
  expect(scale).toEqual({ base: 500, odds: 50, pdo: 20 });
  expect(rows).toHaveLength(200);
  for (const { pd, points } of rows) expect(Math.abs(computeScore(score, pd) - points)).toBeLessThanOrEqual(0.500001);
  expect(new Set(rows.map(({ points }) => Math.round(points))).size).toBeGreaterThan(1);
});

test('where no policy states a scale, the next model keeps that of the champion', async () => {
  await lender(200);
  const { score: _, ...policy } = tools.policy;
  const readScale = async (job: string) => {
    await exportTrainingSet({ ...tools, policy }, job);
    return (await exported(job)).document.score;
  };
  expect(await readScale('without-champion')).toEqual(DEFAULT_SCORE_SCALE);
  await registerGeneratedModel(db.superuser);
  expect(await readScale('older-champion')).toEqual(DEFAULT_SCORE_SCALE);
  const scale = { base: 500, odds: 50, pdo: 20, min: 0, max: 1000 };
  await db.superuser.query('update predictions.model_metadata set manifest = manifest || $1', [
    JSON.stringify({ score_scale: scale }),
  ]);
  expect(await readScale('champion')).toEqual(scale);
  await db.superuser.query('delete from predictions.model_metadata');
});

async function scorecardOf(jobName: string): Promise<TrainingScorecard> {
  const folder = await mkdtemp(join(tmpdir(), 'risk-training-set-'));
  try {
    await downloadFolder(tools.store, `s3://work/training/${jobName}/`, folder);
    return buildTrainingScorecard(folder);
  } finally {
    await rm(folder, { recursive: true });
  }
}
