/**
 * Parquet: every type as text, exactly. The files are of pyarrow 25, four rows in two row groups, the same in every
 * compression.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { readOne, readRefusal } from './raw-files.ts';

const readFixture = (name: string) => readFileSync(join(import.meta.dirname, 'files', name));

const ROWS = [
  [
    '1152921504606846977',
    '12345678901234567890.12',
    '1.5',
    '2024-02-29',
    '2024-02-29 12:00:00.5',
    '2024-02-29 12:00:00Z',
    '0.1',
    '36',
    'true',
    'Müller',
    'A',
    '09:30:00',
    '18446744073709551615',
    'X',
    '2001',
    '["a","b"]',
  ],
  [
    '2',
    '-0.05',
    '-2.5',
    '1969-12-31',
    '1969-12-31 23:59:59',
    '2024-02-29 12:00:00Z',
    '2.5',
    '1e-7',
    'false',
    '',
    'B',
    '00:00:01',
    '0',
    null,
    '1',
    '[]',
  ],
  ['3', null, '0.0', null, null, '2024-02-29 12:00:00Z', null, null, null, null, null, null, null, null, null, null],
  [
    '4',
    '7.00',
    null,
    '2000-01-01',
    '2000-01-01 00:00:00',
    null,
    null,
    '1234567.891',
    'true',
    'a,b',
    'C',
    '23:59:59',
    '1',
    'Y',
    null,
    '["c"]',
  ],
];

test.each(['snappy', 'zstd', 'gzip', 'brotli', 'lz4', 'none'])('types in %s', async (compression) => {
  const table = await readOne(readFixture(`types-${compression}.parquet`));
  expect(table.columns).toEqual([
    'id',
    'amount',
    'small',
    'opened',
    'at',
    'utc',
    'rate',
    'score',
    'paid',
    'name',
    'grade',
    'time',
    'big',
    'home.city',
    'home.since',
    'tags',
  ]);
  expect(table.rows).toEqual(ROWS);
  expect(table.lines).toEqual([1, 2, 3, 4]);
  expect(table.format).toEqual({ kind: 'parquet' });
  expect(table.remarks).toEqual(['"tags" holds lists, read as JSON']);
});

test('a file that was cut off, or changed anywhere, is refused and never read wrongly', async () => {
  const whole = readFixture('types-none.parquet');
  expect(await readRefusal(whole.subarray(0, -20))).toContain('CorruptFile: loans.csv is damaged');
  for (let at = 4; at < whole.length; at += 97) {
    const changed = Buffer.from(whole);
    changed.writeUInt8((changed[at] ?? 0) ^ 0xff, at);
    expect(await readRefusal(changed)).toMatch(/^taken$|^RawFileRefused /);
  }
});

test('row groups that do not fit into memory are refused with the size to write', async () => {
  expect(await readRefusal(readFixture('types-none.parquet'), { limits: { held_bytes: 100 } })).toContain(
    'RawFileTooLarge: loans.csv has row groups of more than',
  );
});
