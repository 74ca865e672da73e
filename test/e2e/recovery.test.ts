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
import { writeSmallDelivery } from '../../testing/lenders/small-lender.ts';

const CUSTOMERS = 400;
let lender: TestCloud;
let data: string;

beforeAll(async () => {
  data = mkdtempSync(join(tmpdir(), 'risk-e2e-recovery-'));
  writeSmallDelivery(join(data, 'first'), '2005-10-01', CUSTOMERS);
  writeSmallDelivery(join(data, 'second'), '2005-11-01', CUSTOMERS);
  lender = await startTestCloud();
  process.env.PARAMETER_PREFIX = '/risk/local';
  await command('etl', '--data', join(data, 'first'));
  await command('train', '--budget-seconds', '0');
  await command('etl', '--data', join(data, 'first'), '--from', '2005-10-01');
}, 400_000);

afterAll(async () => {
  await lender?.stop();
  rmSync(data, { recursive: true, force: true });
}, 60_000);

/** Runs a command and returns its output; the error of a failed one has it. */
async function command(name: string, ...options: string[]): Promise<string> {
  const args = [`cli/commands/${name}.ts`, ...options, '--state', lender.stateDirectory];
  const startedAt = performance.now();
  const { stdout } = await promisify(execFile)(process.execPath, args, { env: process.env });
  process.stderr.write(
    `${name} ${options.join(' ')}: ${((performance.now() - startedAt) / 1000).toFixed(1)} s\n${stdout}\n`,
  );
  return stdout;
}

/** What readers see of the serving database, by the Data API. */
async function readContents(): Promise<unknown> {
  const privacy = getDatabase('risk_privacy');
  const api = getDatabase('risk_api_read');
  const [features, scores, publications] = await Promise.all([
    privacy.query(
      "select count(*) as rows, md5(string_agg(application_id, ',' order by application_id, run_id)) as ids from analytics.risk_features",
    ),
    api.query('select count(*) as rows, sum(score) as score from predictions.risk_scores'),
    api.query('select as_of, rows from analytics.publications order by published_at'),
  ]);
  return { features, scores, publications };
}

/** A time that the backup reaches, and everything before is in. */
async function readClock(): Promise<string> {
  await new Promise((resolve) => setTimeout(resolve, 1100));
  const time = new Date().toISOString().replace(/\.\d+Z$/, 'Z');
  await new Promise((resolve) => setTimeout(resolve, 1100));
  return time;
}

test('a drill restores, checks and throws away, and leaves its record', async () => {
  const output = await command('recover', '--drill');
  expect(output).toMatch(/passed/);
  const record = await getObjectStore().getJson(lender.parameter('reporting/bucket'), 'recovery/newest-drill.json');
  expect(record).toMatchObject({ kind: 'drill', passed: true });
}, 180_000);

test('after a dropped schema everything is as before', async () => {
  const before = await readContents();
  const time = await readClock();
  await lender.database.query('drop schema predictions cascade; drop schema analytics cascade');
  await expect(readContents()).rejects.toThrow();
  const output = await command('recover', '--to', time, '--yes');
  expect(output).toMatch(/replayed, 0 with a difference/);
  expect(await readContents()).toEqual(before);
  expect(await command('predict', '1')).toContain('PD');
}, 180_000);
