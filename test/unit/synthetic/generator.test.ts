/** Tests the synthetic lender: reproducible bytes, requested counts and drift, and valid deliveries. */
import { createReadStream, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, describe, expect, test } from '@jest/globals';
import { parse } from 'csv-parse/sync';
import { DIRT_KINDS } from '../../../data/synthetic/dirty-rows.ts';
import { NO_DRIFT, readOptions, type SyntheticOptions } from '../../../data/synthetic/options.ts';
import { writePopulation } from '../../../data/synthetic/population.ts';
import { prepareStream } from '../../../lambdas/ingest/prepare/prepare-stream.ts';
import { listAttributeTypes, parseManifest } from '../../../lambdas/shared/landing/manifest.ts';
import { TABLE_CONTRACTS } from '../../../lambdas/shared/landing/table-contract.ts';
import type { TableName } from '../../../lambdas/shared/runs/run.ts';

const root = mkdtempSync(join(tmpdir(), 'risk-synthetic-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const small: SyntheticOptions = {
  ...{ customers: 300, transactions: 6000, days: 2, dirty: 0, seed: 7, asOf: '2026-01-01', fileRows: 4000 },
  drift: NO_DRIFT,
  out: '',
};

const parseRecords = (csv: Buffer): Record<string, string>[] => parse(csv, { columns: true });

async function generate(name: string, changes: Partial<SyntheticOptions> = {}) {
  const out = join(root, name);
  const written = await writePopulation({ ...small, ...changes, out });
  const days = written.deliveries.map(({ asOf }) => asOf);
  const manifest = (day: string) =>
    parseManifest(JSON.parse(readFileSync(join(out, `as_of=${day}`, 'manifest.json'), 'utf8')), day);
  const rows = (day: string, table: TableName): Record<string, string>[] =>
    (manifest(day).tables[table]?.files ?? []).flatMap((file) =>
      parseRecords(gunzipSync(readFileSync(join(out, `as_of=${day}`, file.name)))),
    );
  return { out, written, days, manifest, rows };
}

type Generated = Awaited<ReturnType<typeof generate>>;

const readAllFiles = (out: string): string[] =>
  readdirSync(out, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => `${entry.name} ${readFileSync(join(entry.parentPath, entry.name)).toString('base64')}`)
    .sort();

/** Prepares every file of a delivery with the real code and returns the reasons of the rejected lines. */
async function prepareAll({ out, manifest }: Generated, day: string) {
  const { tables } = manifest(day);
  const parsed = manifest(day);
  const reasons: string[] = [];
  const values: string[] = [];
  let delivered = 0;
  for (const [table, { files, mode }] of Object.entries(tables) as [TableName, (typeof tables)[TableName] & object][]) {
    for (const file of files) {
      const source = createReadStream(join(out, `as_of=${day}`, file.name));
      const attributes = listAttributeTypes(parsed, table);
      const described = { ...file, table, mode, key: file.name, size_bytes: 1, attributes };
      const put = async (key: string, body: AsyncIterable<Buffer>) => {
        const chunks: Buffer[] = [];
        for await (const chunk of body) chunks.push(chunk);
        if (!key.includes('/rejected/')) return;
        const lines: string[][] = parse(gunzipSync(Buffer.concat(chunks)), { relax_column_count: true });
        reasons.push(...lines.map(([line, reason]) => `${file.name}:${line} ${reason}`));
      };
      const run = { run_id: '0193a1b2-0000-7000-8000-000000000001', as_of: day, fencing_token: 1 };
      const prepared = await prepareStream(run, described, source, put as never);
      delivered += prepared.delivered;
      for (const { column, fault, values: count } of prepared.rejected_values) {
        for (let i = 0; i < count; i += 1) values.push(`${file.name} value:${fault}:${column}`);
      }
    }
  }
  return { reasons, values, delivered };
}

describe('a clean population', () => {
  let clean: Generated;
  test('has exact counts, contract columns and attributes, in files of bounded length', async () => {
    clean = await generate('clean');
    expect(clean.days).toEqual(['2026-01-01', '2026-02-01']);
    expect(clean.rows('2026-01-01', 'customers')).toHaveLength(300);
    expect(clean.rows('2026-01-01', 'transactions')).toHaveLength(6000);
    expect(clean.manifest('2026-01-01').tables.transactions?.files.map(({ rows }) => rows)).toEqual([4000, 2000]);
    for (const table of Object.keys(TABLE_CONTRACTS) as TableName[]) {
      const [row = {}] = clean.rows('2026-01-01', table);
      const attributes = Object.keys(clean.manifest('2026-01-01').attributes[table] ?? {});
      const contract = TABLE_CONTRACTS[table].columns.map(({ name }) => name);
      expect(Object.keys(row).sort()).toEqual([...contract, ...attributes].sort());
    }
  });

  test('is prepared without a rejected line', async () => {
    for (const day of clean.days) {
      const { reasons, delivered } = await prepareAll(clean, day);
      expect(reasons).toEqual([]);
      expect(delivered).toBe(clean.written.deliveries.find(({ asOf }) => asOf === day)?.rows);
    }
  });

  test('has balances that follow from the previous balance and the amount', () => {
    const last = new Map<string, number>();
    for (const day of clean.days) {
      for (const row of clean.rows(day, 'transactions')) {
        const { customer_id: id = '', amount, balance_after } = row;
        const before = last.get(id);
        if (before !== undefined) expect(before + Number(amount)).toBeCloseTo(Number(balance_after), 2);
        last.set(id, Number(balance_after));
      }
    }
  });

  test('delivers the outcomes of open applications next time, as truth.csv states', () => {
    const truth = parseRecords(readFileSync(join(clean.out, 'truth.csv')));
    const drawn = new Map(truth.map((row) => [row.application_id, row.defaulted]));
    const open = clean.rows('2026-01-01', 'loan_applications').filter(({ status }) => status === 'received');
    const closed = clean.rows('2026-02-01', 'loan_applications').filter(({ outcome_date }) => outcome_date !== '');
    expect(open.length).toBeGreaterThan(30);
    expect(closed.map(({ application_id }) => application_id)).toEqual(
      open.map(({ application_id }) => application_id),
    );
    for (const { application_id = '', defaulted } of closed) expect(drawn.get(application_id)).toBe(defaulted);
    const defaults = truth.filter(({ defaulted }) => defaulted === 'true').length;
    const expected = truth.reduce((sum, { true_pd }) => sum + Number(true_pd), 0);
    expect(Math.abs(defaults - expected)).toBeLessThan(4 * Math.sqrt(expected));
  });

  test('gives the same bytes again, and other bytes for another seed', async () => {
    expect(readAllFiles((await generate('again')).out)).toEqual(readAllFiles(clean.out));
    expect(readAllFiles((await generate('other', { seed: 8 })).out)).not.toEqual(readAllFiles(clean.out));
  });
});

test('dirty rows are of every kind, listed in dirt.csv, and the preparation rejects its kinds', async () => {
  const dirty = await generate('dirty', { dirty: 0.2, days: 1 });
  const dirtRows = parseRecords(readFileSync(join(dirty.out, 'dirt.csv')));
  for (const [table, kinds] of Object.entries(DIRT_KINDS)) {
    const reasons = new Set(dirtRows.filter((row) => row.table === table).map(({ expected }) => expected));
    expect([...reasons].sort()).toEqual(kinds.map(({ expected }) => expected).sort());
  }
  const isLater = (reason: string) => /^(unknown_customer|duplicate_key|(check|value):.*)$/.test(reason);
  const { reasons, values } = await prepareAll(dirty, '2026-01-01');
  const expectedRows = dirtRows.filter(({ expected = '' }) => !isLater(expected));
  expect(reasons.sort()).toEqual(expectedRows.map(({ file, line, expected }) => `${file}:${line} ${expected}`).sort());
  const expectedValues = dirtRows.filter(({ expected = '' }) => expected.startsWith('value:'));
  expect(values.sort()).toEqual(expectedValues.map(({ file, expected }) => `${file} ${expected}`).sort());
});

test('drift moves the later delivery by its amount and leaves the first unchanged', async () => {
  const plain = await generate('plain', { customers: 2000, transactions: 2000 });
  const moved = { ...NO_DRIFT, income: 0.5, amount: 1, channel: 0.4 };
  const drifted = await generate('drifted', { customers: 2000, transactions: 2000, drift: moved });
  expect(readAllFiles(join(drifted.out, 'as_of=2026-01-01'))).toEqual(
    readAllFiles(join(plain.out, 'as_of=2026-01-01')),
  );
  const mean = (from: Generated, table: TableName, column: string) => {
    const rows = from.rows('2026-02-01', table).filter(({ status }) => table === 'customers' || status === 'received');
    return rows.reduce((sum, row) => sum + Number(row[column]), 0) / rows.length;
  };
  expect(mean(drifted, 'customers', 'annual_income') / mean(plain, 'customers', 'annual_income')).toBeCloseTo(1.5, 3);
  const amountRatio = mean(drifted, 'loan_applications', 'amount') / mean(plain, 'loan_applications', 'amount');
  expect(amountRatio).toBeCloseTo(3, 0); // the drift doubles amounts and raises incomes by half
  const open = drifted.rows('2026-02-01', 'loan_applications').filter(({ status }) => status === 'received');
  expect(open.filter(({ channel }) => channel === 'partner').length / open.length).toBeCloseTo(0.4, 1);
});

test.each([
  [['--customers', '0', '--out', 'x'], /--customers/],
  [['--dirty', '2', '--out', 'x'], /--dirty/],
  [['--drift', 'weather=1', '--out', 'x'], /weather is not known, it may be income/],
  [['--drift', 'income', '--out', 'x'], /as in income=0.2/],
  [['--as-of', '2026-01-31', '--out', 'x'], /28th/],
  [[], /--out: name a folder/],
])('%j is refused in words', (args, message) => {
  expect(() => readOptions(args)).toThrow(message);
});
