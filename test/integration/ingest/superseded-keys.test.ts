/** Rows whose keys read alike when their values are joined: a run that replaces both keeps both, and undo restores them. */
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { closeRun } from '../../../lambdas/ingest/runs/close-run.ts';
import { publishRun } from '../../../lambdas/ingest/runs/publish-run.ts';
import {
  deliverFile,
  type IngestHarness,
  startIngestHarness,
  startRun,
} from '../../../testing/workflows/ingest-harness.ts';

let harness: IngestHarness;
beforeAll(async () => {
  harness = await startIngestHarness();
});
afterAll(() => harness?.stop());
beforeEach(() => harness.clear());

const HEADER = 'transaction_id,customer_id,amount\n';
const ALIKE = [
  ['A', 'B/1'],
  ['A/B', '1'],
  ['A"', '","B'],
  ['A', '","",""B'],
] as const;
const writeRows = (amount: number): string =>
  HEADER + ALIKE.map(([customer, id]) => `${quote(id)},${quote(customer)},${amount}\n`).join('');
const quote = (text: string): string => `"${text.replaceAll('"', '""')}"`;

const stored = () =>
  harness.query('select customer_id, transaction_id, amount::int from staging.transactions order by 1, 2');
const superseded = () => harness.query('select key, row from staging.superseded_rows order by key');

async function publishFirstDay(): Promise<void> {
  const first = await startRun(harness, '2005-10-01');
  await deliverFile(harness, first, 'customers', `customer_id\n${quote('A')}\n${quote('A/B')}\n${quote('A"')}\n`);
  await deliverFile(harness, first, 'transactions', writeRows(1));
  await publishRun(harness.database, first);
}

test('a corrected day that then fails its gate loses none of them', async () => {
  await publishFirstDay();
  const before = await stored();
  expect(before).toHaveLength(ALIKE.length);
  const later = await startRun(harness, '2005-11-01');
  await deliverFile(harness, later, 'transactions', writeRows(2));
  expect(await superseded()).toHaveLength(ALIKE.length);
  await closeRun(harness.database, later, 'gate_failed', {});
  expect(await stored()).toEqual(before);
});

test('undo restores what was superseded under the earlier form of the key', async () => {
  await publishFirstDay();
  const before = await stored();
  const later = await startRun(harness, '2005-11-01');
  await deliverFile(harness, later, 'transactions', writeRows(2));
  await harness.query(
    "update staging.superseded_rows set key = concat_ws('/', row ->> 'customer_id', row ->> 'transaction_id', left(key, 9))",
  );
  await closeRun(harness.database, later, 'gate_failed', {});
  expect(await stored()).toEqual(before);
});

test('a second row under a key that a run has superseded already is an error, not a loss', async () => {
  await publishFirstDay();
  const later = await startRun(harness, '2005-11-01');
  await deliverFile(harness, later, 'transactions', writeRows(2));
  await harness.query('update staging.transactions set run_id = gen_random_uuid()');
  await expect(
    deliverFile(harness, later, 'transactions', writeRows(3), { name: 'again.csv.gz' }),
  ).rejects.toMatchObject({ sqlState: '23505' });
});
