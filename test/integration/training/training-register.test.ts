/** Models are registered on the real database and object store: lifecycle stages by the gates, idempotence, atomicity. */

import { createHash } from 'node:crypto';
import { CreateBucketCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { createObjectStore } from '../../../lambdas/shared/aws/object-store.ts';
import { readRegisteredManifest } from '../../../lambdas/shared/model/registered-manifest.ts';
import { changeLifecycleStage } from '../../../lambdas/training/registry/change-lifecycle-stage.ts';
import { registerModel, TrainedModelCorrupt } from '../../../lambdas/training/registry/register-model.ts';
import type { RegistryDependencies } from '../../../lambdas/training/registry/registry.ts';
import { startTestMiniStack, type TestMiniStack } from '../../../testing/aws/ministack.ts';
import { type MigratedDatabase, startMigratedDatabase } from '../../../testing/database/migrated-database.ts';
import { buildRunId } from '../../../testing/database/rows.ts';
import { buildTrainedModel, type ManifestFigures } from '../../../testing/models/trained-model.ts';

let db: MigratedDatabase;
let s3: TestMiniStack;
let tools: RegistryDependencies;
beforeAll(async () => {
  [db, s3] = await Promise.all([startMigratedDatabase(), startTestMiniStack()]);
  await s3.client.send(new CreateBucketCommand({ Bucket: 'models' }));
  tools = { database: db.connect('risk_training'), store: createObjectStore(s3.client), modelBucket: 'models' };
});
afterAll(() => Promise.all([db?.stop(), s3?.stop()]));
/** The audit is not emptied, so each test has its own executions. */
let tests = 0;
beforeEach(() => {
  tests += 1;
  return db.superuser.query('delete from predictions.model_metadata');
});

/** Writes the output of a job. The graph's bytes are the job's name. */
async function trained(job: string, figures: ManifestFigures = {}, graph = Buffer.from(job)): Promise<string> {
  const manifest = buildTrainedModel(Buffer.from(job), figures);
  const put = (file: string, Body: Buffer | string) =>
    s3.client.send(new PutObjectCommand({ Bucket: 'models', Key: `jobs/${job}/output/model/${file}`, Body }));
  await put('model.onnx', graph);
  await put('manifest.json', JSON.stringify(manifest));
  return manifest.version;
}

/** Runs the last two steps of the training workflow. */
async function register(job: string) {
  const model = await registerModel(tools, { job_name: job, run_id: buildRunId(1) });
  const { version } = model;
  const change = {
    action: 'admit' as const,
    version,
    actor: `job:${job}`,
    execution_id: `execution-${tests}-of-${job}`,
  };
  return { ...model, ...(await changeLifecycleStage(tools, change)) };
}

async function stages(): Promise<Record<string, string>> {
  const { rows } = await db.superuser.query('select job_name, stage from predictions.model_metadata');
  return Object.fromEntries(rows.map(({ job_name, stage }) => [job_name, stage]));
}

test('the first model becomes champion, in its own folder and in the audit', async () => {
  const version = await trained('first');
  expect(await register('first')).toMatchObject({ outcome: 'champion', version, kind: 'xgboost' });
  const { rows } = await db.superuser.query('select * from predictions.model_metadata');
  expect(rows).toHaveLength(1);
  expect(rows[0]).toMatchObject({
    ...{ version, stage: 'champion', job_name: 'first', training_run_id: buildRunId(1) },
    onnx_key: `models/${version}/model.onnx`,
    promoted_at: expect.any(Date),
  });
  expect(rows[0].manifest.metrics.cv.auc_mean).toBe(0.78);
  expect(rows[0].manifest.background).toBeUndefined();
  expect(await tools.store.getJson('models', `models/${version}/manifest.json`)).toMatchObject({ version });
  const events = await db.superuser.query('select action, detail from audit.events where subject = $1', [version]);
  expect(events.rows).toMatchObject([
    { action: 'model.registered', detail: { to: 'candidate' } },
    { action: 'model.stage_changed', detail: { from: 'candidate', to: 'champion', why: 'the first model' } },
  ]);
});

test('a model of many features is registered and admitted although its manifest exceeds a row of the Data API', async () => {
  const manifest = { ...buildTrainedModel(Buffer.from('wide')), remark: 'ž"\\n'.repeat(30_000) };
  await trained('wide');
  const put = { Bucket: 'models', Key: 'jobs/wide/output/model/manifest.json', Body: JSON.stringify(manifest) };
  await s3.client.send(new PutObjectCommand(put));
  expect(await register('wide')).toMatchObject({ outcome: 'champion' });
  const { background: _, ...registered } = manifest as typeof manifest & { background?: unknown };
  expect(await readRegisteredManifest(tools.database, manifest.version)).toEqual(registered);
});

test('a registered model that no gate has judged is a candidate, and scores nothing', async () => {
  await trained('first');
  await registerModel(tools, { job_name: 'first', run_id: buildRunId(1) });
  expect(await stages()).toEqual({ first: 'candidate' });
  expect(await register('first')).toMatchObject({ outcome: 'champion' });
});

test('a better model replaces the champion, an unmeasured one challenges it, a worse or bad one is rejected', async () => {
  for (const [job, figures] of [
    ['first', {}],
    ['worse', { auc: 0.76 }],
    ['unmeasured', { auc: 0.79, fairness: null }],
    ['better', { auc: 0.79 }],
    ['bad', { auc: 0.9, ece: 0.3 }],
  ] as const) {
    await trained(job, figures);
    await register(job);
  }
  expect(await stages()).toEqual({
    ...{ first: 'retired', worse: 'rejected', unmeasured: 'challenger', better: 'champion', bad: 'rejected' },
  });
  const { rows } = await db.superuser.query(
    "select stage_reasons, gates from predictions.model_metadata where job_name = 'bad'",
  );
  expect(rows[0].stage_reasons).toEqual([
    expect.stringMatching(/^calibration: calibration error \(ECE\) 0.300, required ≤ /),
  ]);
  expect(rows[0].gates).toContainEqual(expect.objectContaining({ gate: 'calibration', verdict: 'failed' }));
});

test('a gap that the champion has too makes a challenger, a wider one is rejected', async () => {
  const gap = (value: number) => ({
    attributes: {
      age_group: {
        approval_rate_ratio: { value, low: value - 0.05, high: value + 0.05 },
        equal_opportunity_difference: null,
      },
    },
  });
  for (const [job, ratio] of [
    ['unequal', 0.7],
    ['alike', 0.68],
    ['wider', 0.6],
  ] as const) {
    await trained(job, { fairness: gap(ratio) });
    await register(job);
  }
  expect(await stages()).toEqual({ unequal: 'champion', alike: 'challenger', wider: 'rejected' });
});

test('registering a job again returns the same outcome and changes nothing', async () => {
  await trained('first');
  await trained('second', { auc: 0.79 });
  await register('first');
  await register('second');
  const before = await stages();
  expect(await register('first')).toMatchObject({ outcome: 'champion' });
  expect(await register('second')).toMatchObject({ outcome: 'champion' });
  expect(await stages()).toEqual(before);
});

test('two first models at once leave one champion', async () => {
  await trained('left');
  await trained('right');
  const results = await Promise.all([register('left'), register('right')]);
  expect(results.map(({ outcome }) => outcome)).toEqual(['champion', 'champion']);
  expect(Object.values(await stages()).toSorted()).toEqual(['champion', 'retired']);
});

test('a damaged model is not registered and the champion stays', async () => {
  await trained('first');
  await register('first');
  await trained('damaged', { auc: 0.9 }, Buffer.from('other bytes'));
  await expect(register('damaged')).rejects.toThrow(TrainedModelCorrupt);
  await s3.client.send(
    new PutObjectCommand({ Bucket: 'models', Key: 'jobs/empty/output/model/manifest.json', Body: '{}' }),
  );
  await expect(register('empty')).rejects.toThrow('manifest.json is wrong at version, kind');
  expect(await stages()).toEqual({ first: 'champion' });
});

test('every file that the manifest lists is copied, also of subfolders, unless one differs from the manifest', async () => {
  const put = (job: string, file: string, Body: string) =>
    s3.client.send(new PutObjectCommand({ Bucket: 'models', Key: `jobs/${job}/output/model/${file}`, Body }));
  for (const job of ['reported', 'rewritten']) {
    const version = await trained(job);
    const sha256 = createHash('sha256').update('a picture').digest('hex');
    const manifest = {
      ...buildTrainedModel(Buffer.from(job)),
      files: [{ name: 'plots/roc.png', sha256, size_bytes: 9 }],
    };
    await put(job, 'manifest.json', JSON.stringify(manifest));
    await put(job, 'plots/roc.png', job === 'reported' ? 'a picture' : 'a nicer picture');
    if (job === 'rewritten') await expect(register(job)).rejects.toThrow('plots/roc.png has another sha256');
    else {
      await register(job);
      expect(await tools.store.head('models', `models/${version}/plots/roc.png`)).toMatchObject({ sizeBytes: 9 });
    }
  }
  expect(await stages()).toEqual({ reported: 'champion' });
});
