/** Promotions and rollbacks on the real database: allowed changes, the audit, and the MLflow sync. */
import { CreateBucketCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { createObjectStore } from '../../../lambdas/shared/aws/object-store.ts';
import { LifecycleChange } from '../../../lambdas/training/contract/lifecycle.ts';
import { changeLifecycleStage } from '../../../lambdas/training/registry/change-lifecycle-stage.ts';
import { prepareMlflowSync } from '../../../lambdas/training/registry/mlflow-sync.ts';
import { registerModel } from '../../../lambdas/training/registry/register-model.ts';
import type { RegistryDependencies } from '../../../lambdas/training/registry/registry.ts';
import { checkTrainingGuard } from '../../../lambdas/training/training-set/training-guard.ts';
import { startTestMiniStack, type TestMiniStack } from '../../../testing/aws/ministack.ts';
import { type MigratedDatabase, startMigratedDatabase } from '../../../testing/database/migrated-database.ts';
import { buildRunId } from '../../../testing/database/rows.ts';
import { buildTrainedModel, type ManifestFigures } from '../../../testing/models/trained-model.ts';

let db: MigratedDatabase;
let s3: TestMiniStack;
let tools: RegistryDependencies;
let executions = 0;
beforeAll(async () => {
  [db, s3] = await Promise.all([startMigratedDatabase(), startTestMiniStack()]);
  await s3.client.send(new CreateBucketCommand({ Bucket: 'models' }));
  tools = { database: db.connect('risk_training'), store: createObjectStore(s3.client), modelBucket: 'models' };
});
afterAll(() => Promise.all([db?.stop(), s3?.stop()]));
beforeEach(() => db.superuser.query('delete from predictions.model_metadata'));

const put = (Key: string, Body: Buffer | string) =>
  s3.client.send(new PutObjectCommand({ Bucket: 'models', Key, Body }));
const execution = () => `execution-${++executions}`;

async function candidate(job: string, figures: ManifestFigures = {}): Promise<string> {
  const manifest = buildTrainedModel(Buffer.from(job), figures);
  await put(`jobs/${job}/output/model/model.onnx`, job);
  await put(`jobs/${job}/output/model/manifest.json`, JSON.stringify(manifest));
  await registerModel(tools, { job_name: job, run_id: buildRunId(1) });
  return manifest.version;
}

/** Trains, registers and admits a model. */
async function trained(job: string, figures: ManifestFigures = {}): Promise<string> {
  const version = await candidate(job, figures);
  await changeLifecycleStage(tools, { action: 'admit', version, actor: `job:${job}`, execution_id: execution() });
  return version;
}

const person = (more: object) => ({
  actor: 'risk-committee',
  caller: 'arn:aws:iam::1:user/x',
  why: 'it is better',
  ...more,
});
const change = (more: object) =>
  changeLifecycleStage(tools, LifecycleChange.parse({ execution_id: execution(), ...person(more) }));
const promote = (version: string, more = {}) => change({ action: 'promote', version, ...more });
const rollback = (version?: string) => change({ action: 'rollback', version, why: 'it drifts' });

async function champion(): Promise<string> {
  const { rows } = await db.superuser.query('select version from reporting.champion');
  return rows[0]?.version;
}

const historyOf = async (version: string) =>
  (
    await db.superuser.query(
      `select actor, from_stage, to_stage, why, caller from predictions.model_history where version = $1
       order by event_id`,
      [version],
    )
  ).rows;

describe('promoting', () => {
  test('a challenger replaces the champion, and both transitions are audited with actor and reason', async () => {
    const first = await trained('p-first');
    const second = await trained('p-second', { latency: null });
    expect(await promote(second)).toMatchObject({
      outcome: 'champion',
      replaced: first,
      message: `${second} is the champion now; it took the place of ${first}`,
    });
    expect(await champion()).toBe(second);
    expect((await historyOf(second)).at(-1)).toEqual({
      ...{ actor: 'risk-committee', from_stage: 'challenger', to_stage: 'champion' },
      ...{ why: 'it is better', caller: 'arn:aws:iam::1:user/x' },
    });
    expect((await historyOf(first)).at(-1)).toMatchObject({
      ...{ actor: 'risk-committee', from_stage: 'champion', to_stage: 'retired', why: `${second} took its place` },
    });
    const { rows } = await db.superuser.query('select * from predictions.model_metadata where version = $1', [first]);
    expect(rows[0]).toMatchObject({ stage: 'retired', retired_at: expect.any(Date) });
  });

  test('the champion, an unknown version, and a rejected or unjudged one each have their outcome', async () => {
    const first = await trained('q-first');
    const rejected = await trained('q-rejected', { ece: 0.3 });
    const unjudged = await candidate('q-unjudged');
    expect(await promote(first)).toMatchObject({ outcome: 'already_champion', replaced: null });
    expect(await promote('nobody')).toMatchObject({ outcome: 'unknown_version' });
    expect(await promote(rejected)).toMatchObject({ outcome: 'rejected_by_gates' });
    expect(await promote(unjudged)).toMatchObject({ outcome: 'not_judged' });
    expect(await champion()).toBe(first);
    expect(await promote(rejected, { despite_gates: true })).toMatchObject({ outcome: 'champion' });
    const { rows } = await db.superuser.query(
      'select stage_reasons as r from predictions.model_metadata where version = $1',
      [rejected],
    );
    expect(rows[0].r).toEqual(['promoted, despite its gates: it is better']);
  });

  test('a model whose file is missing or changed is not promoted', async () => {
    const first = await trained('d-first');
    const second = await trained('d-second', { latency: null });
    await put(`models/${second}/model.onnx`, 'other bytes');
    expect(await promote(second)).toMatchObject({ outcome: 'damaged' });
    expect(await champion()).toBe(first);
  });

  test('a repeated execution returns the same result and changes nothing', async () => {
    await trained('r-first');
    const second = await trained('r-second', { latency: null });
    const same = LifecycleChange.parse({
      action: 'promote',
      version: second,
      execution_id: execution(),
      ...person({}),
    });
    const answers = [await changeLifecycleStage(tools, same), await changeLifecycleStage(tools, same)];
    expect(answers[1]).toEqual(answers[0]);
    expect(await historyOf(second)).toHaveLength(3);
  });

  test('a change without a reason is invalid', () => {
    const silent = { action: 'promote', version: 'v', execution_id: 'e', ...person({ why: ' ' }) };
    expect(LifecycleChange.safeParse(silent).success).toBe(false);
  });
});

describe('rolling back', () => {
  test('goes one champion further back each time, and not to a model that never was champion', async () => {
    const never = await trained('b-rejected', { flips: 1 });
    const [a, b, c] = [await trained('b-a'), await trained('b-b'), await trained('b-c')];
    expect(await champion()).toBe(c);
    expect(await rollback()).toMatchObject({ outcome: 'rolled_back', version: b, replaced: c });
    expect(await rollback()).toMatchObject({ version: a, replaced: b });
    expect(await rollback()).toMatchObject({ outcome: 'nothing_before' });
    expect(await rollback(never)).toMatchObject({ outcome: 'never_champion' });
    expect(await rollback(c)).toMatchObject({ outcome: 'rolled_back', version: c });
    expect(await rollback(c)).toMatchObject({ outcome: 'already_champion' });
    expect((await historyOf(c)).at(-1)).toMatchObject({
      from_stage: 'retired',
      to_stage: 'champion',
      why: 'it drifts',
    });
  });

  test('without a champion there is nothing to roll back', async () => {
    expect(await rollback()).toMatchObject({ outcome: 'no_champion' });
  });
});

test('concurrent changes leave one champion and one challenger at most', async () => {
  const versions = [await trained('c-a'), await trained('c-b'), await trained('c-c')];
  await Promise.all(versions.flatMap((version) => [promote(version), rollback()]));
  const { rows } = await db.superuser.query('select stage from predictions.model_metadata order by stage');
  expect(rows.map(({ stage }) => stage)).toEqual(['champion', 'retired', 'retired']);
});

test('the MLflow sync has every model with the number of the newest change, and is prepared only after a change', async () => {
  const first = await trained('m-first');
  const second = await trained('m-second');
  const syncDependencies = { database: tools.database, store: tools.store, workBucket: 'models' };
  const changed = await rollback();
  expect(await prepareMlflowSync(syncDependencies, 'arn:aws:states:eu-west-1:0:execution:x:abc', changed)).toBe(
    'risk-registry-abc',
  );
  const document = await tools.store.getJson('models', 'training/risk-registry-abc/registry.json');
  const { rows } = await db.superuser.query('select max(event_id)::int as n from predictions.model_history');
  expect(document).toMatchObject({
    sequence: rows[0].n,
    models: [
      {
        version: first,
        stage: 'champion',
        stage_reasons: ['rolled back to: it drifts'],
        manifest_sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
      },
      { version: second, stage: 'retired' },
    ],
  });
  expect(await prepareMlflowSync(syncDependencies, 'e', await promote(first))).toBeNull();
});

test('drift soon after a registration starts no training; a person or the schedule does', async () => {
  const dependencies = { database: tools.database, findEarlierTraining: async () => undefined };
  expect(await checkTrainingGuard(dependencies, 'e', 'drift')).toBeUndefined();
  await trained('t-first');
  expect(await checkTrainingGuard(dependencies, 'e', 'drift')).toMatchObject({
    outcome: 'trained_lately',
    cooldown_days: 7,
  });
  expect(await checkTrainingGuard(dependencies, 'e', 'monthly')).toBeUndefined();
  await db.superuser.query("update predictions.model_metadata set registered_at = now() - interval '8 days'");
  expect(await checkTrainingGuard(dependencies, 'e', 'drift')).toBeUndefined();
});
