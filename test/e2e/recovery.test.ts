/** A drill, and a recovery after a dropped schema and after a bad publication, on a local cloud that really restores. */
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { getDatabase } from '../../lambdas/shared/aws/database.ts';
import { getObjectStore } from '../../lambdas/shared/aws/object-store.ts';
import { startTestCloud, type TestCloud } from '../../testing/aws/test-cloud.ts';
import { insertRows } from '../../testing/database/rows.ts';
import { writeSmallDelivery } from '../../testing/lenders/small-lender.ts';
import { buildTinyModel } from '../../testing/models/tiny-model.ts';
import { describePermissions } from './permissions/describe-permissions.ts';

const CUSTOMERS = 800;
let lender: TestCloud;
let data: string;
/** The cluster of the first recovery. */
let firstRestored = '';

beforeAll(async () => {
  data = mkdtempSync(join(tmpdir(), 'risk-e2e-recovery-'));
  writeSmallDelivery(join(data, 'first'), '2005-10-01', CUSTOMERS);
  writeSmallDelivery(join(data, 'second'), '2005-11-01', CUSTOMERS);
  process.env.RISK_RECORD_CALLS = '1'; // describePermissions judges the calls
  lender = await startTestCloud();
  process.env.PARAMETER_PREFIX = '/risk/local';
  await registerChampion();
  await command('etl', '--data', join(data, 'first'));
  await command('audit', 'write');
}, 300_000);

afterAll(async () => {
  await lender?.stop();
  rmSync(data, { recursive: true, force: true });
}, 60_000);

/** A champion without a training, which would take longer than everything else here. */
async function registerChampion(): Promise<void> {
  const { reference, manifest, onnx, manifestText } = await buildTinyModel({
    num: { amount: { median: 0, weight: 0.0001 } },
    cat: {},
    intercept: -3,
  });
  const bucket = lender.parameter('model/bucket');
  await getObjectStore().putOnce(bucket, reference.key, onnx);
  await getObjectStore().putOnce(bucket, reference.key.replace('model.onnx', 'manifest.json'), manifestText);
  const hashes = { onnx_sha256: reference.sha256, manifest_sha256: reference.manifest_sha256 };
  await insertRows(lender.database, 'predictions.model_metadata', [
    {
      ...{ version: reference.version, kind: manifest.kind, stage: 'champion', onnx_key: reference.key, ...hashes },
      ...{ size_bytes: onnx.length, manifest, job_name: `job-${reference.version}`, registered_at: new Date() },
    },
  ]);
}

/** Runs a command and returns its output; the error of a failed one has it. */
async function command(name: string, ...options: string[]): Promise<string> {
  const args = [`cli/commands/${name}.ts`, ...options, '--state', lender.stateDirectory];
  return (await promisify(execFile)(process.execPath, args, { env: process.env })).stdout;
}

/** What readers see of the serving database, by the Data API. */
async function readContents(): Promise<unknown> {
  const [privacy, api] = [getDatabase('risk_privacy'), getDatabase('risk_api_read')];
  return {
    features: await privacy.query(`select count(*) as rows, md5(string_agg(application_id, ',' order by application_id))
      as ids from analytics.risk_features`),
    scores: await api.query('select count(*) as rows, sum(score) as score from predictions.risk_scores'),
    publications: await api.query('select as_of, rows from analytics.publications order by published_at'),
  };
}

/** A time that the backup reaches, and everything before is in. */
async function readClock(): Promise<string> {
  await new Promise((resolve) => setTimeout(resolve, 1100));
  const time = new Date().toISOString().replace(/\.\d+Z$/, 'Z');
  await new Promise((resolve) => setTimeout(resolve, 1100));
  return time;
}

test('a drill restores, checks and throws away, and leaves its record', async () => {
  expect(await command('recover', '--drill')).toMatch(/passed[\s\S]*replayed, 0 with a difference/);
  const record = await getObjectStore().getJson(lender.parameter('reporting/bucket'), 'recovery/newest-drill.json');
  expect(record).toMatchObject({ kind: 'drill', passed: true, seconds: expect.any(Number) });
  expect(await command('recover', '--abandon')).toContain('there is none');
}, 180_000);

test('after a dropped schema everything is as before, and predictions go on', async () => {
  await command('predict', '--application', '1');
  const [before, time] = [await readContents(), await readClock()];
  await lender.database.query('drop schema predictions cascade; drop schema analytics cascade');
  await expect(readContents()).rejects.toThrow();
  const output = await command('recover', '--to', time, '--yes');
  [firstRestored = ''] = /risk-local-\d{8}t\d{6}/.exec(output) ?? [];
  expect(output).toMatch(/100 predictions replayed, 0 with a difference/);
  expect(await readContents()).toEqual(before);
  expect(await command('predict', '--application', '2')).toContain('PD');
}, 180_000);

test('a bad publication is taken back by a second recovery, of the cluster that serves now', async () => {
  const [before, time] = [await readContents(), await readClock()];
  await command('etl', '--data', join(data, 'second'));
  const published = await readContents();
  expect(published).not.toEqual(before);
  await expect(command('recover', '--to', '2999-01-01T00:00:00Z')).rejects.toThrow(/RestoreTimeInFuture/);
  const output = await command('recover', '--to', time);
  expect(output).toContain('It does not serve yet');
  const [, cluster = ''] = /--to-cluster (\S+)/.exec(output) ?? [];
  await command('recover', '--to-cluster', cluster);
  expect(await readContents()).toEqual(before);
  // The way back, to the cluster that was closed.
  await command('recover', '--to-cluster', firstRestored);
  expect(await readContents()).toEqual(published);
}, 240_000);

describePermissions(() => lender.stateDirectory);
