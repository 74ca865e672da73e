/** A delivery that should not have been published is undone by a restore to the second before it. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Client } from 'pg';
import { takeBaseBackup } from '../../../../cli/local/postgres/backups/base-backups.ts';
import { prepareRestore } from '../../../../cli/local/postgres/backups/restore-cluster.ts';
import { removePostgres, startPostgres } from '../../../../cli/local/postgres/postgres.ts';
import { findFreePort } from '../../../../cli/local/settings/ports.ts';
import { formatCsv } from '../../../../testing/lenders/daily-lender.ts';
import {
  type DailyHarness,
  type DeliveredTables,
  startDailyHarness,
} from '../../../../testing/workflows/daily-harness.ts';

const OCTOBER = '2005-10-01';
const NOVEMBER = '2005-11-01';
const SECOND = 1000;

let harness: DailyHarness;
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'risk-restored-'));
  harness = await startDailyHarness({ durable: true });
});

afterAll(async () => {
  await harness?.stop();
  await removePostgres(join(folder, 'postgres'));
  await rm(folder, { recursive: true, force: true });
});

const buildDelivery = (income: number): DeliveredTables => ({
  customers: formatCsv('customers', [{ customer_id: 'c1', birth_date: '1970-01-01', annual_income: income }]),
  loan_applications: formatCsv('loan_applications', [
    {
      ...{ customer_id: 'c1', amount: 500, term_months: 12, annual_rate: 0.1 },
      ...{ application_id: 'a1', applied_at: '2005-09-30T10:00:00Z', status: 'received' },
    },
  ]),
});

async function publish(asOf: string, income: number): Promise<void> {
  await harness.land(asOf, buildDelivery(income), 'full');
  const { status, error, cause } = await harness.run({ up_to: asOf });
  expect({ status, error, cause }).toEqual({ status: 'SUCCEEDED' });
}

/** What was published, and the rows behind it. */
const READ_PUBLISHED = `
  select (select jsonb_agg(to_jsonb(p) order by p.published_at) from analytics.publications p) as publications,
    (select jsonb_agg(to_jsonb(c) order by c.customer_id) from staging.customers c) as customers,
    (select jsonb_agg(to_jsonb(f) order by f.application_id, f.as_of) from analytics.current_features f) as features`;

test('the features, the publications and the rows are as before', async () => {
  await takeBaseBackup(harness.lambdas.db.url, harness.lambdas.db.clusterDirectory);
  await publish(OCTOBER, 50_000);
  const [before] = await harness.query(READ_PUBLISHED);
  await new Promise((resolve) => setTimeout(resolve, SECOND));
  const time = new Date();
  await new Promise((resolve) => setTimeout(resolve, SECOND));
  await publish(NOVEMBER, 5);
  expect(await harness.query(READ_PUBLISHED)).not.toEqual([before]);

  const dataDirectory = join(folder, 'postgres');
  const recovery = await prepareRestore(harness.lambdas.db, { time }, dataDirectory);
  const restored = await startPostgres({ dataDirectory, port: await findFreePort(), recovery });
  const client = new Client({ connectionString: restored.url });
  try {
    await client.connect();
    expect((await client.query(READ_PUBLISHED)).rows).toEqual([before]);
  } finally {
    await client.end();
    await restored.stop();
  }
});
