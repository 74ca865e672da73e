/**
 * Attack: whoever runs a training job or writes the model bucket tries to change what serves. Credentials: a training
 * job's role, and an identity that may put objects into the model bucket.
 */
import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import {
  CreateBucketCommand,
  ListObjectVersionsCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
} from '@aws-sdk/client-s3';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { readBaseline } from '../../lambdas/monitoring/measurements/baseline.ts';
import { readModelDetails } from '../../lambdas/prediction-api/queries/models.ts';
import { recordImportances } from '../../lambdas/reporting/refresh/record-importances.ts';
import { createObjectStore } from '../../lambdas/shared/aws/object-store.ts';
import { toModelReference } from '../../lambdas/shared/model/errors.ts';
import { loadExplainableModel, type ModelReference } from '../../lambdas/shared/model/load-model.ts';
import { runGraph } from '../../lambdas/shared/model/run-graph.ts';
import { readServing } from '../../lambdas/shared/serving/read-serving.ts';
import { LifecycleChange } from '../../lambdas/training/contract/lifecycle.ts';
import { changeStageAndSync } from '../../lambdas/training/registry/change-stage-and-sync.ts';
import { registerModel } from '../../lambdas/training/registry/register-model.ts';
import { startTestMiniStack, type TestMiniStack } from '../../testing/aws/ministack.ts';
import { type MigratedDatabase, startMigratedDatabase } from '../../testing/database/migrated-database.ts';
import { buildRunId } from '../../testing/database/rows.ts';
import { approveModelChange } from '../../testing/models/model-requests.ts';
import { buildTinyModel, type TinyModel } from '../../testing/models/tiny-model.ts';
import { buildTrainedModel } from '../../testing/models/trained-model.ts';

const Bucket = 'models';
type Json = null | boolean | number | string | Json[] | { [name: string]: Json };

let db: MigratedDatabase;
let s3: TestMiniStack;
let tiny: TinyModel;
let tools: Parameters<typeof changeStageAndSync>[0];
let executions = 0;
let versions = 0;

beforeAll(async () => {
  [db, s3, tiny] = await Promise.all([
    startMigratedDatabase(),
    startTestMiniStack(),
    buildTinyModel({
      num: { amount: { median: 1000, weight: 0.001 }, utilisation: { median: 0.5, weight: 3 } },
      cat: { purpose: { car: -0.4, holiday: 0.8 } },
      intercept: -2,
    }),
  ]);
  await s3.client.send(new CreateBucketCommand({ Bucket }));
  const VersioningConfiguration = { Status: 'Enabled' } as const;
  await s3.client.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration }));
  const store = createObjectStore(s3.client);
  tools = { database: db.connect('risk_training'), store, modelBucket: Bucket, workBucket: Bucket };
});
afterAll(() => Promise.all([db?.stop(), s3?.stop()]));
beforeEach(() => db.superuser.query('delete from predictions.model_metadata'));

const put = (Key: string, Body: Buffer | string) => s3.client.send(new PutObjectCommand({ Bucket, Key, Body }));
const sha256 = (bytes: Buffer | string) => createHash('sha256').update(bytes).digest('hex');
const read = async (key: string) => buffer(await tools.store.getStream(Bucket, key));

/** Each test has a version of its own; all are of the tiny model's graph. */
const nextVersion = () => `20260101T${String(++versions).padStart(6, '0')}Z-${tiny.reference.sha256.slice(0, 8)}`;

/** Writes a job's output: the tiny model with one more file, and the figures that the gates need. */
async function writeJob(job: string, fields: object = {}, version = nextVersion()): Promise<string> {
  const card = `card of ${job}`;
  const { metrics } = buildTrainedModel(tiny.onnx);
  const manifest = {
    ...buildTrainedModel(tiny.onnx),
    ...JSON.parse(tiny.manifestText.toString()),
    ...{ version, metrics },
    files: [{ name: 'model-card.html', sha256: sha256(card), size_bytes: card.length }],
    ...fields,
  };
  await put(`jobs/${job}/output/model/model.onnx`, tiny.onnx);
  await put(`jobs/${job}/output/model/model-card.html`, card);
  await put(`jobs/${job}/output/model/manifest.json`, JSON.stringify(manifest));
  return version;
}

const register = (job: string) => registerModel(tools, { job_name: job, run_id: buildRunId(1) });
const change = (more: object) =>
  changeStageAndSync(tools, LifecycleChange.parse({ execution_id: `attack-${++executions}`, ...more }));
const promote = async (version: string) => {
  const promotion = { kind: 'model_promotion', version, despite_gates: true } as const;
  return change({ action: 'apply', request_id: await approveModelChange(db.connect('risk_governance'), promotion) });
};

/** Trains, registers and promotes; returns the reference that serving reads. */
async function serve(job: string): Promise<ModelReference> {
  const version = await writeJob(job);
  await register(job);
  expect(await promote(version)).toMatchObject({ outcome: 'champion' });
  const { champion } = await readServing(db.connect('risk_api_score'));
  return toModelReference(champion as ModelReference);
}

const load = (reference: ModelReference, manifest?: Buffer) =>
  loadExplainableModel(reference, async ({ key }, file) =>
    file === 'manifest.json' && manifest ? manifest : read(key.replace('model.onnx', file)),
  );

/** Every version of every object below a prefix. */
async function listVersions(Prefix: string) {
  const { Versions = [], DeleteMarkers = [] } = await s3.client.send(new ListObjectVersionsCommand({ Bucket, Prefix }));
  return [...Versions, ...DeleteMarkers].map(({ Key, VersionId }) => `${Key} ${VersionId}`).toSorted();
}

describe('a manifest rewritten in the bucket is refused by the loader', () => {
  test('every leaf of it, changed, removed, or of another type', async () => {
    const reference = await serve('leaves');
    const bytes = await read(reference.key.replace('model.onnx', 'manifest.json'));
    await expect(load(reference)).resolves.toBeDefined();
    const accepted: string[] = [];
    let flips = 0;
    for (const { path, document } of flipLeaves(JSON.parse(bytes.toString()))) {
      flips += 1;
      await load(reference, Buffer.from(JSON.stringify(document))).then(
        () => accepted.push(path),
        (error) => expect(error.name).toBe('ModelCorrupt'),
      );
    }
    expect(flips).toBeGreaterThan(100);
    expect(accepted).toEqual([]);
  });

  test('its inputs in another order, which would give another PD with the same graph', async () => {
    const reference = await serve('reordered');
    const key = reference.key.replace('model.onnx', 'manifest.json');
    const manifest = JSON.parse((await read(key)).toString());
    manifest.inputs.num.reverse();
    await put(key, JSON.stringify(manifest));
    const record = { amount: 3000, utilisation: 0.2, purpose: 'car' };
    const scored = load(reference).then((model) => runGraph(model, [record]));
    await expect(scored).rejects.toThrow(/manifest\.json has sha256 [0-9a-f]{64}, registered is/);
  });

  test('the same fields in other bytes', async () => {
    const reference = await serve('spaces');
    const bytes = await read(reference.key.replace('model.onnx', 'manifest.json'));
    await expect(load(reference, Buffer.concat([bytes, Buffer.from(' ')]))).rejects.toThrow('registered is');
  });
});

describe('a job', () => {
  test('that claims the version of another job changes no object of it', async () => {
    const { version } = await serve('owner');
    const before = await listVersions('models/');
    await writeJob('thief', {}, version);
    const refusal = await register('thief').catch((error) => error.name);
    expect(await listVersions('models/')).toEqual(before);
    expect(refusal).toBe('ModelVersionTaken');
    const { rows } = await db.superuser.query('select version, job_name from predictions.model_metadata');
    expect(rows).toEqual([{ version, job_name: 'owner' }]);
  });

  test('that rewrites its own folder after its registration changes no object and no row', async () => {
    const { version } = await serve('rewriter');
    const before = await listVersions('models/');
    await writeJob('rewriter', { created_at: '2030-01-01T00:00:00Z' }, version);
    const refusal = await register('rewriter').catch((error) => error.name);
    expect(await listVersions('models/')).toEqual(before);
    expect(refusal).toBe('TrainedModelCorrupt');
    await expect(promote(version)).rejects.toMatchObject({ sqlState: 'GV021' });
  });

  test('that puts files next to those of its manifest gets none of them into the model folder', async () => {
    const version = await writeJob('stowaway');
    await put('jobs/stowaway/output/model/login.html', 'a page that asks for a password');
    await register('stowaway');
    expect((await listVersions('models/')).filter((object) => object.includes('login.html'))).toEqual([]);
    expect(await listVersions(`models/${version}/manifest.json`)).not.toEqual([]);
  });

  test.each(['../other/model.onnx', 'manifest.json', 'model.onnx', '/etc/passwd', 'a//b', 'plots/../x'])(
    'that lists a file named %s is refused',
    async (name) => {
      await writeJob('names', { files: [{ name, sha256: sha256(tiny.onnx) }] });
      await expect(register('names')).rejects.toThrow(/manifest\.json is wrong at files/);
    },
  );

  test('that swaps a file between its verification and its copy gets the verified bytes stored', async () => {
    const version = await writeJob('swapper');
    const card = 'jobs/swapper/output/model/model-card.html';
    const getStream: typeof tools.store.getStream = async (bucket, key, versionId) => {
      const bytes = await buffer(await tools.store.getStream(bucket, key, versionId));
      if (key === card) await put(card, 'another card');
      return Readable.from([bytes]);
    };
    const swapping = { ...tools, store: { ...tools.store, getStream } };
    await registerModel(swapping, { job_name: 'swapper', run_id: buildRunId(1) });
    expect((await read(`models/${version}/model-card.html`)).toString()).toBe('card of swapper');
    expect(await promote(version)).toMatchObject({ outcome: 'champion' });
  });
});

test('a registration that broke off is completed by its repetition, which writes nothing twice', async () => {
  const version = await writeJob('broken');
  const failing = { ...tools, store: { ...tools.store, putOnce: stopAfter(1, tools.store.putOnce) } };
  await expect(registerModel(failing, { job_name: 'broken', run_id: buildRunId(1) })).rejects.toThrow('broke off');
  expect(await promote(version)).toMatchObject({ outcome: 'damaged' });
  await register('broken');
  const complete = await listVersions(`models/${version}/`);
  await register('broken');
  expect(await listVersions(`models/${version}/`)).toEqual(complete);
  expect(await promote(version)).toMatchObject({ outcome: 'champion' });
});

describe('an object swapped after the registration', () => {
  test.each(['model.onnx', 'manifest.json', 'model-card.html'])(
    '%s: no promotion, and an audit event',
    async (file) => {
      const version = await writeJob('swapped');
      await register('swapped');
      await put(`models/${version}/${file}`, `${await read(`models/${version}/${file}`)} `);
      expect(await promote(version)).toMatchObject({ outcome: 'damaged', message: expect.stringContaining(file) });
      const admit = change({ action: 'admit', version, actor: 'job:swapped' });
      await expect(admit).rejects.toMatchObject({ name: 'ModelFilesChanged', message: expect.stringContaining(file) });
      const { rows } = await db.superuser.query(
        `select stage, (select count(*)::int from audit.events e
         where e.subject = m.version and action = 'model.refused' and detail ->> 'why' like $1) as refusals
       from predictions.model_metadata m`,
        [`%${file}%`],
      );
      expect(rows).toEqual([{ stage: 'candidate', refusals: 2 }]);
    },
  );
});

describe('a report rewritten in the bucket', () => {
  const REPORTS = {
    'baseline.json': JSON.stringify({ rows: 1, scores: { shares: [1], unknown: 0, edges: [] }, features: {} }),
    'evaluation.json': JSON.stringify({ importance: {} }),
    'model-card.md': '# Model card',
    'validation-report.html': '<p>Report</p>',
  };

  test('hides no drift, and reaches neither the dashboard nor a reader of the card', async () => {
    const files = Object.entries(REPORTS).map(([name, text]) => ({ name, sha256: sha256(text) }));
    const version = await writeJob('reports', { files });
    for (const [name, text] of Object.entries(REPORTS)) await put(`jobs/reports/output/model/${name}`, text);
    await register('reports');
    await promote(version);
    const dependencies = {
      database: () => db.connect('risk_api_read'),
      objects: () => tools.store,
      bucket: () => Bucket,
      signReport: async (_: string, page: string) => `https://signed.example/${page}`,
    };
    const readCard = () => readModelDetails(dependencies, { params: { version } } as never);
    expect(await readCard()).toMatchObject({
      model_card: '# Model card',
      validation_report_url: 'https://signed.example/validation-report.html',
      model_card_url: null,
    });
    for (const [name, text] of Object.entries(REPORTS)) await put(`models/${version}/${name}`, `${text} `);
    const changed = (name: string) => ({ name: 'ModelReportChanged', message: expect.stringContaining(name) });
    await expect(readCard()).rejects.toMatchObject({ name: 'ModelReportChanged' });
    await put(`models/${version}/model-card.md`, REPORTS['model-card.md']);
    await expect(readCard()).rejects.toMatchObject(changed('validation-report.html'));
    const importances = recordImportances(db.connect('risk_monitoring'), tools.store, Bucket);
    await expect(importances).rejects.toMatchObject(changed('evaluation.json'));
    await expect(readBaseline(tools.store, Bucket, { version, files })).rejects.toMatchObject(changed('baseline.json'));
  });
});

describe('a model registered before manifests were hashed', () => {
  const forgetHash = async (version: string) => {
    await db.superuser.query('alter table predictions.model_metadata disable trigger keep_model_hashes');
    await db.superuser.query('update predictions.model_metadata set manifest_sha256 = null where version = $1', [
      version,
    ]);
    await db.superuser.query('alter table predictions.model_metadata enable trigger keep_model_hashes');
  };
  const readHash = async () =>
    (await db.superuser.query('select manifest_sha256 from predictions.model_metadata')).rows[0].manifest_sha256;

  test('serves on, and gets its hash from the next model command, once', async () => {
    const { version, ...reference } = await serve('earlier');
    await forgetHash(version);
    await expect(load({ ...reference, version, manifest_sha256: null })).resolves.toBeDefined();
    await change({ action: 'follow' });
    expect(await readHash()).toBe(reference.manifest_sha256);
    const rehash = `update predictions.model_metadata set manifest_sha256 = repeat('0', 64)`;
    await expect(tools.database.execute(rehash)).rejects.toThrow(/written once/);
  });

  test('is refused when its manifest is not the registered one', async () => {
    const { version, key } = await serve('rewritten-earlier');
    await forgetHash(version);
    const manifestKey = key.replace('model.onnx', 'manifest.json');
    const manifest = JSON.parse((await read(manifestKey)).toString());
    await put(
      manifestKey,
      JSON.stringify({ ...manifest, inputs: { ...manifest.inputs, num: manifest.inputs.num.toReversed() } }),
    );
    expect(await change({ action: 'follow' })).toMatchObject({
      outcome: 'damaged',
      message: expect.stringContaining('inputs'),
    });
    expect(await readHash()).toBeNull();
  });
});

/** Returns the document once per leaf and change: another value, another type, removed. */
function* flipLeaves(document: Json, path = '$'): Generator<{ path: string; document: Json }> {
  if (document === null || typeof document !== 'object') {
    yield* listFlips(document).map((flipped) => ({ path, document: flipped }));
    return;
  }
  for (const name of Object.keys(document)) {
    const container = document as Record<string, Json>;
    const rebuild = (child: Json | undefined): Json => {
      const copy = structuredClone(container);
      if (child !== undefined) copy[name] = child;
      else if (Array.isArray(copy)) copy.splice(Number(name), 1);
      else delete copy[name];
      return copy;
    };
    yield { path: `${path}.${name} removed`, document: rebuild(undefined) };
    for (const flip of flipLeaves(container[name] as Json, `${path}.${name}`)) {
      yield { path: flip.path, document: rebuild(flip.document) };
    }
  }
}

function listFlips(leaf: null | boolean | number | string): Json[] {
  if (leaf === null) return [0];
  if (typeof leaf === 'boolean') return [!leaf];
  if (typeof leaf === 'number') return [leaf + 1, null];
  return [`${leaf}x`, ...(leaf ? [leaf.slice(1)] : []), 1];
}

/** A function that throws after `count` calls. */
function stopAfter<Args extends unknown[], Result>(count: number, work: (...args: Args) => Promise<Result>) {
  let calls = 0;
  return async (...args: Args): Promise<Result> => {
    calls += 1;
    if (calls > count) throw new Error('the registration broke off');
    return work(...args);
  };
}
