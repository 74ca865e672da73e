/** The report of `npm run quality`, from the real tables. */
import { jest } from '@jest/globals';
import { printQuality } from '../../../cli/quality/print-quality.ts';
import { NoRunYet, readRunHistory, readRunQuality, UnknownRun } from '../../../cli/quality/read-quality.ts';
import { emptyDatabase } from '../../../testing/database/empty-database.ts';
import { type MigratedDatabase, startMigratedDatabase } from '../../../testing/database/migrated-database.ts';
import { buildRunId, insertRows } from '../../../testing/database/rows.ts';
import { buildLoad } from '../../../testing/lenders/one-customer.ts';

let db: MigratedDatabase;
beforeAll(async () => {
  db = await startMigratedDatabase();
});
afterAll(() => db?.stop());
beforeEach(() => emptyDatabase(db.superuser));

async function run(n: number, state: string, outcome: object = {}): Promise<void> {
  await insertRows(db.superuser, 'analytics.runs', [
    {
      ...{ run_id: buildRunId(n), as_of: `2024-07-0${n}`, execution_id: `e${n}`, state, outcome },
      opened_at: `2024-07-0${n}`,
    },
  ]);
}

async function gateFailed(n: number): Promise<void> {
  await run(n, 'gate_failed');
  await insertRows(db.superuser, 'staging.loads', [buildLoad('transactions', 20, n)]);
  await insertRows(db.superuser, 'staging.rejected_rows', [
    { run_id: buildRunId(n), table_name: 'transactions', file: 'f.csv', line: 2, reason: 'unknown_customer' },
  ]);
  const check = { run_id: buildRunId(n), failed_rows: 1, total_rows: 20, description: 'Rows are good.' };
  await insertRows(db.superuser, 'analytics.quality_results', [
    { ...check, check_name: 'volume', severity: 'warn', pass: true, sample_keys: [] },
    { ...check, check_name: 'referential_integrity', severity: 'stop', pass: false, sample_keys: ['transactions:t1'] },
  ]);
}

async function printed(id?: string): Promise<string> {
  const lines: string[] = [];
  const log = jest.spyOn(console, 'log').mockImplementation((line: string) => void lines.push(line));
  printQuality(await readRunQuality(db.superuser, id), await readRunHistory(db.superuser, 10));
  log.mockRestore();
  return lines.join('\n');
}

test('the newest run is shown with failed checks, reasons of rejected rows, and what to do', async () => {
  await run(1, 'published');
  await gateFailed(2);
  const text = await printed();
  expect(text).toMatch(/Run .*0002.* of the delivery 2024-07-02: .*gate failed/);
  expect(text).toContain('20 rows delivered, 1 rejected, 95.0 % accepted');
  expect(text).toMatch(/referential_integrity.*stop.*failed.*transactions:t1.*1 .*20 .*5.0 %/);
  expect(text).toMatch(/1 {2}transactions: unknown_customer/);
  expect(text).toContain('Let the lender correct the delivery 2024-07-02');
  expect(text.indexOf('2024-07-02', text.indexOf('Last runs'))).toBeLessThan(text.lastIndexOf('2024-07-01'));
});

test('a refused delivery is shown with its reason, found by the beginning of its id', async () => {
  await run(1, 'refused', { reasons: [{ file: 'a.csv', error: 'HashMismatch', message: 'a.csv is another file' }] });
  const text = await printed(buildRunId(1).slice(0, 8));
  expect(text).toContain('a.csv: HashMismatch: a.csv is another file');
  expect(text).toContain('Let the lender deliver 2024-07-01 anew');
});

test('no run, an unknown run and an ambiguous run are errors', async () => {
  await expect(readRunQuality(db.superuser)).rejects.toThrow(NoRunYet);
  await run(1, 'published');
  await run(2, 'failed');
  await expect(readRunQuality(db.superuser, 'ffff')).rejects.toThrow(
    /there is no run ffff; the last ones are .*2024-07-02/,
  );
  await expect(readRunQuality(db.superuser, "0' or true --")).rejects.toThrow(UnknownRun);
  await expect(readRunQuality(db.superuser, '0000')).rejects.toThrow(/more than one run/);
});
