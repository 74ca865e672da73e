/** `npm run etl` and `npm run quality` next to a running local cloud: runs, backfills and the quality report. */
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { startTestCloud, type TestCloud } from '../../testing/aws/test-cloud.ts';
import { writeSmallDelivery } from '../../testing/lenders/small-lender.ts';

const CUSTOMERS = 100;
let lender: TestCloud;
let data: string;

beforeAll(async () => {
  data = mkdtempSync(join(tmpdir(), 'risk-e2e-backfill-'));
  writeSmallDelivery(data, '2005-10-01', CUSTOMERS);
  writeSmallDelivery(data, '2005-11-01', CUSTOMERS);
  lender = await startTestCloud();
}, 300_000);

afterAll(async () => {
  await lender?.stop();
  rmSync(data, { recursive: true, force: true });
}, 60_000);

/** Runs a command and returns its output. It finds the cloud by the state folder and the ports in the environment. */
async function command(name: 'etl' | 'quality', ...options: string[]): Promise<string> {
  const args = [`cli/commands/${name}.ts`, '--state', lender.stateDirectory, ...options];
  return (await promisify(execFile)(process.execPath, args, { env: process.env })).stdout;
}

async function readersSee(): Promise<unknown> {
  const { rows } = await lender.database.query(`select
    (select md5(string_agg((to_jsonb(f) - '{run_id,built_at}'::text[])::text, ',' order by application_id))
      from analytics.training_examples f) as examples,
    (select md5(string_agg((to_jsonb(f) - '{run_id,built_at}'::text[])::text, ',' order by customer_id))
      from analytics.current_customer_features f) as customers`);
  return rows[0];
}

const published = async () => {
  const { rows } = await lender.database.query<{ as_of: string }>(
    "select to_char(as_of, 'YYYY-MM-DD') as as_of from analytics.publications order by published_at",
  );
  return rows.map(({ as_of }) => as_of);
};

test('days are run once, and again only when they are requested', async () => {
  expect(await command('etl', '--data', data)).toMatch(/Published.*2005-10-01.*2005-11-01/s);
  expect(await published()).toEqual(['2005-10-01', '2005-11-01']);
  const before = await readersSee();

  expect(await command('etl', '--data', data)).toContain('Nothing to do');
  const again = await command('etl', '--data', data, '--from', '2005-10-01', '--to', '2005-10-31');
  expect(again).toContain('Not run again: 2005-11-01');
  expect(await published()).toEqual(['2005-10-01', '2005-11-01', '2005-10-01']);
  expect(await readersSee()).toEqual(before);
}, 180_000);

test('the newest run is shown with its checks', async () => {
  const report = await command('quality');
  expect(report).toMatch(/of the delivery 2005-10-01: published/);
  expect(report).toMatch(/leakage_statements .* stop .* passed/);
  expect(report).toContain('Last runs');
});
