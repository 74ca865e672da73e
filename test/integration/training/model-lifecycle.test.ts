/** Promotions and rollbacks on the real database: allowed changes, the audit, and the MLflow sync. */
import { createHash, randomUUID } from 'node:crypto';
import { CreateBucketCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { type Database, json, uuid } from '../../../lambdas/shared/aws/database.ts';
import { createObjectStore } from '../../../lambdas/shared/aws/object-store.ts';
import { firstGates } from '../../../lambdas/shared/model/gates-document.ts';
import { DEFAULT_SCORE_SCALE } from '../../../lambdas/shared/model/score-scale.ts';
import { LifecycleChange } from '../../../lambdas/training/contract/lifecycle.ts';
import { changeLifecycleStage } from '../../../lambdas/training/registry/change-lifecycle-stage.ts';
import { prepareMlflowSync } from '../../../lambdas/training/registry/mlflow-sync.ts';
import { registerModel } from '../../../lambdas/training/registry/register-model.ts';
import type { RegistryDependencies } from '../../../lambdas/training/registry/registry.ts';
import { checkTrainingGuard } from '../../../lambdas/training/training-set/training-guard.ts';
import { startTestMiniStack, type TestMiniStack } from '../../../testing/aws/ministack.ts';
import { type MigratedDatabase, startMigratedDatabase } from '../../../testing/database/migrated-database.ts';
import { buildRunId } from '../../../testing/database/rows.ts';
import { APPROVER, approveModelChange, PROPOSER, proposeModelChange } from '../../../testing/models/model-requests.ts';
import { buildTrainedModel, type ManifestFigures } from '../../../testing/models/trained-model.ts';

let db: MigratedDatabase;
let s3: TestMiniStack;
let tools: RegistryDependencies;
let governance: Database;
let executions = 0;
beforeAll(async () => {
  [db, s3] = await Promise.all([startMigratedDatabase(), startTestMiniStack()]);
  await s3.client.send(new CreateBucketCommand({ Bucket: 'models' }));
  tools = { database: db.connect('risk_training'), store: createObjectStore(s3.client), modelBucket: 'models' };
  governance = db.connect('risk_governance');
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

const apply = (request_id: string) =>
  changeLifecycleStage(tools, LifecycleChange.parse({ action: 'apply', request_id, execution_id: execution() }));
const approvePromotion = (version: string, despite_gates = false) =>
  approveModelChange(governance, { kind: 'model_promotion', version, despite_gates });
const approveRollback = (version: string | null = null) =>
  approveModelChange(governance, { kind: 'model_rollback', version }, 'it drifts');
const promote = async (version: string, despite_gates = false) => apply(await approvePromotion(version, despite_gates));
const rollback = async (version?: string) => apply(await approveRollback(version));

async function requestOf(request_id: string) {
  const { rows } = await db.superuser.query('select state, failure from governance.requests where request_id = $1', [
    request_id,
  ]);
  return rows[0];
}

async function champion(): Promise<string> {
  const { rows } = await db.superuser.query('select version from reporting.champion');
  return rows[0]?.version;
}

const historyOf = async (version: string) =>
  (
    await db.superuser.query(
      `select actor, from_stage, to_stage, why, caller, request_id, proposed_by from predictions.model_history where version = $1
       order by event_id`,
      [version],
    )
  ).rows;

describe('promoting', () => {
  test('a challenger replaces the champion, and both transitions are audited with the two people and the reason', async () => {
    const first = await trained('p-first');
    const second = await trained('p-second', { latency: null });
    const request = await approvePromotion(second);
    expect(await apply(request)).toMatchObject({
      outcome: 'champion',
      replaced: first,
      message: `${second} is the champion now; it took the place of ${first}`,
    });
    expect(await champion()).toBe(second);
    expect((await historyOf(second)).at(-1)).toEqual({
      ...{ actor: APPROVER, proposed_by: PROPOSER, request_id: request, caller: null },
      ...{ from_stage: 'challenger', to_stage: 'champion', why: 'it is better' },
    });
    expect((await historyOf(first)).at(-1)).toMatchObject({
      ...{ actor: APPROVER, from_stage: 'champion', to_stage: 'retired', why: `${second} took its place` },
    });
    const { rows } = await db.superuser.query('select * from predictions.model_metadata where version = $1', [first]);
    expect(rows[0]).toMatchObject({ stage: 'retired', retired_at: expect.any(Date) });
    expect(await requestOf(request)).toEqual({ state: 'applied', failure: null });
  });

  test('the champion, an unknown version, and a rejected or unjudged one are refused at the proposal', async () => {
    const first = await trained('q-first');
    const rejected = await trained('q-rejected', { ece: 0.3 });
    const unjudged = await candidate('q-unjudged');
    await expect(promote(first)).rejects.toMatchObject({ sqlState: 'GV021' });
    await expect(promote('nobody')).rejects.toMatchObject({ sqlState: 'GV020' });
    await expect(promote(rejected)).rejects.toMatchObject({ sqlState: 'GV022' });
    await expect(promote(unjudged)).rejects.toMatchObject({ sqlState: 'GV022' });
    expect(await champion()).toBe(first);
    expect(await promote(rejected, true)).toMatchObject({ outcome: 'champion' });
    const { rows } = await db.superuser.query(
      'select stage_reasons as r from predictions.model_metadata where version = $1',
      [rejected],
    );
    expect(rows[0].r).toEqual(['promoted, despite its gates: it is better']);
  });

  test('a model whose file is missing or changed is not promoted, and its request fails', async () => {
    const first = await trained('d-first');
    const second = await trained('d-second', { latency: null });
    await put(`models/${second}/model.onnx`, 'other bytes');
    const request = await approvePromotion(second);
    expect(await apply(request)).toMatchObject({ outcome: 'damaged' });
    expect(await champion()).toBe(first);
    expect(await requestOf(request)).toEqual({ state: 'failed', failure: expect.stringContaining('is refused') });
    expect(await apply(request)).toMatchObject({ outcome: 'not_approved' });
  });

  test('a model on another score scale than the policies in force becomes no champion', async () => {
    const scoreScale = { ...DEFAULT_SCORE_SCALE, base: 500 };
    const alone = await trained('z-alone', { scoreScale });
    expect(await champion()).toBeUndefined();
    expect(await historyOf(alone)).toHaveLength(2);
    const first = await trained('z-first', { scoreScale: DEFAULT_SCORE_SCALE });
    expect(await champion()).toBe(first);
    const second = await trained('z-second', { scoreScale });
    const request = await approvePromotion(second);
    const message = `${second} is refused: policy 2026-11-23 states another score scale than model ${second}: base 600 instead of 500`;
    expect(await apply(request)).toMatchObject({ outcome: 'other_scale', message: expect.stringContaining(message) });
    expect(await champion()).toBe(first);
    expect(await requestOf(request)).toEqual({ state: 'failed', failure: expect.stringContaining(message) });
  });

  test('a request is applied once, by whichever execution', async () => {
    await trained('r-first');
    const second = await trained('r-second', { latency: null });
    const request = await approvePromotion(second);
    const same = LifecycleChange.parse({ action: 'apply', request_id: request, execution_id: execution() });
    const answers = [await changeLifecycleStage(tools, same), await changeLifecycleStage(tools, same)];
    expect(answers[1]).toEqual(answers[0]);
    expect(await apply(request)).toEqual(answers[0]);
    expect(await historyOf(second)).toHaveLength(3);
  });

  test('nothing is promoted that nobody has approved', async () => {
    const first = await trained('o-first');
    const second = await trained('o-second', { latency: null });
    const open = await proposeModelChange(governance, { kind: 'model_promotion', version: second }, 'better');
    expect(await apply(open)).toMatchObject({ outcome: 'not_approved', message: expect.stringContaining('is open') });
    expect(await apply(randomUUID())).toMatchObject({ outcome: 'unknown_request' });
    expect(LifecycleChange.safeParse({ action: 'promote', version: second, execution_id: 'e' }).success).toBe(false);
    expect(await champion()).toBe(first);
  });

  test('an approval holds for the champion that it replaces, and for no later one', async () => {
    await trained('s-first');
    const second = await trained('s-second', { latency: null });
    const request = await approvePromotion(second);
    const third = await trained('s-third');
    expect(await champion()).toBe(third);
    expect(await apply(request)).toMatchObject({ outcome: 'champion_changed' });
    expect(await champion()).toBe(third);
    expect(await requestOf(request)).toMatchObject({ state: 'failed' });
  });
});

describe('rolling back', () => {
  test('goes one champion further back each time, and not to a model that never was champion', async () => {
    const never = await trained('b-rejected', { flips: 1 });
    const [a, b, c] = [await trained('b-a'), await trained('b-b'), await trained('b-c')];
    expect(await champion()).toBe(c);
    expect(await rollback()).toMatchObject({ outcome: 'rolled_back', version: b, replaced: c });
    expect(await rollback()).toMatchObject({ version: a, replaced: b });
    await expect(rollback()).rejects.toThrow(`no champion came before ${a}`);
    await expect(rollback(never)).rejects.toMatchObject({ sqlState: 'GV023' });
    expect(await rollback(c)).toMatchObject({ outcome: 'rolled_back', version: c });
    await expect(rollback(c)).rejects.toMatchObject({ sqlState: 'GV021' });
    expect((await historyOf(c)).at(-1)).toMatchObject({
      from_stage: 'retired',
      to_stage: 'champion',
      why: 'it drifts',
    });
  });

  test('without a champion there is nothing to roll back', async () => {
    await expect(rollback()).rejects.toThrow('there is no champion to roll back from');
  });
});

test('of two approved changes of one champion one is made, and the other fails', async () => {
  const versions = [await trained('c-a'), await trained('c-b'), await trained('c-c')];
  const requests = [await approvePromotion(versions[0] ?? ''), await approvePromotion(versions[1] ?? '')];
  const outcomes = (await Promise.all(requests.flatMap((request) => [apply(request), apply(request)]))).map(
    ({ outcome }) => outcome,
  );
  expect(new Set(outcomes)).toEqual(new Set(['champion', 'champion_changed', 'not_approved']));
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
  expect(await prepareMlflowSync(syncDependencies, 'e', await apply(randomUUID()))).toBeNull();
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

describe('the gates', () => {
  const readGates = async () =>
    (await db.superuser.query('select * from governance.gates order by gates_version')).rows;
  const proposeGates = (document: string, based_on: number, proposer = PROPOSER) =>
    governance.query<{ request_id: string }>(
      "select request_id from governance.propose(:id, 'gates', 'gates', cast(:content as jsonb), 'stricter', :proposer, 14)",
      { id: uuid(randomUUID()), content: json({ document, based_on }), proposer },
    );
  const decide = (request_id: string | undefined, decision: string) =>
    governance.query<{ state: string }>("select state from governance.decide(:id, :decision, 'ben', 'agreed')", {
      ...{ id: uuid(request_id ?? ''), decision },
    });

  test('judge as their version in force says, after two people, and the model says which version judged it', async () => {
    const [{ document, gates_version, sha256 }] = await readGates();
    expect([gates_version, createHash('sha256').update(document).digest('hex')]).toEqual(['1', sha256]);
    expect(JSON.parse(document)).toEqual(firstGates);
    const manual = JSON.stringify({ ...firstGates, promotion: { automatic: false } });
    const [request] = await proposeGates(manual, 1);
    await expect(proposeGates('[]', 1)).rejects.toMatchObject({ sqlState: 'GV006' });
    await trained('g-first');
    await trained('g-second');
    expect(await decide(request?.request_id, 'approve')).toEqual([{ state: 'applied' }]);
    expect((await readGates()).map((row) => row.gates_version)).toEqual(['1', '2']);
    const before = await champion();
    const third = await trained('g-third');
    expect(await champion()).toBe(before);
    const { rows } = await db.superuser.query(
      `select action, detail ->> 'gates_version' as version, detail ->> 'from' as from from audit.events
       where action = 'gates.changed' or subject = $1 and detail ? 'gates' order by event_id`,
      [third],
    );
    expect(rows).toEqual([
      { action: 'gates.changed', version: null, from: '1' },
      { action: 'model.stage_changed', version: '2', from: 'candidate' },
    ]);
  });

  test('that build on an older version, change nothing, or are no document are refused', async () => {
    const [{ document }] = await readGates();
    const [newest] = (await readGates()).slice(-1);
    await expect(proposeGates(document, 0)).rejects.toMatchObject({ sqlState: 'GV026' });
    await expect(proposeGates(newest.document, Number(newest.gates_version))).rejects.toMatchObject({
      ...{ sqlState: 'GV028' },
    });
    await expect(proposeGates('[]', Number(newest.gates_version))).rejects.toMatchObject({ sqlState: 'GV027' });
  });

  test('cannot be stored without an approved request, or changed, whatever the role', async () => {
    const forged =
      "insert into governance.gates (document, sha256, changed_by) values ('{}', audit.hash_text('{}'), 'me')";
    await expect(db.superuser.query(forged)).rejects.toThrow('changed by an approved request');
    await expect(db.superuser.query("update governance.gates set changed_by = 'me'")).rejects.toThrow('never changed');
    await expect(governance.execute(forged)).rejects.toMatchObject({ sqlState: '42501' });
  });
});
