/** A raw file in S3 that does not answer: no reader takes it for a damaged file, which nobody would read again. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, it } from '@jest/globals';
import { DEFAULT_RAW_FILE_LIMITS } from '../../../../lambdas/onboarding/contract/raw-file-limits.ts';
import { openRawTables } from '../../../../lambdas/onboarding/readers/open-raw-tables.ts';
import { openStoredFile } from '../../../../lambdas/onboarding/readers/stored-file.ts';
import type { ObjectHead } from '../../../../lambdas/shared/aws/object-store.ts';
import { writeWorkbook, writeZip } from './zip-writer.ts';

const CSV = `id,amount\n${Array.from({ length: 50 }, (_, n) => `L${n},${n}\n`).join('')}`;

/** As the SDK throws it after its own attempts: without a code of the operating system. */
const slowDown = () => Object.assign(new Error('Please reduce your request rate.'), { name: 'SlowDown' });

/** Reads every table of an object. @param failing number of the read that fails, from 1 */
async function readTables(bytes: Buffer, failing: number): Promise<{ reads: number; error: unknown }> {
  let reads = 0;
  const store = {
    head: async (_bucket: string, key: string) => ({ key, etag: 'e', sizeBytes: bytes.length }) as ObjectHead,
    getRange: async (_bucket: string, _key: string, start: number, end: number) => {
      reads += 1;
      if (reads === failing) throw slowDown();
      return bytes.subarray(start, end);
    },
  };
  try {
    const file = await openStoredFile(store, 'landing', 'inbox/loans/may');
    for (const table of await openRawTables(file, undefined, DEFAULT_RAW_FILE_LIMITS)) {
      for await (const _ of table.rows());
    }
    return { reads, error: undefined };
  } catch (error) {
    return { reads, error };
  }
}

it.each([
  ['text', Buffer.from(CSV)],
  ['gzip', gzipSync(CSV)],
  ['zip', writeZip([{ name: 'loans.csv', content: CSV }])],
  [
    'workbook',
    writeWorkbook([{ name: 'loans', rows: [['id', 'amount'], ...Array.from({ length: 9 }, (_, n) => [`L${n}`, n])] }]),
  ],
  ['Parquet', readFileSync(join(import.meta.dirname, 'files', 'types-none.parquet'))],
])('%s: each read that fails is a fault of the storage', async (_, bytes) => {
  const { reads, error: none } = await readTables(bytes, 0);
  expect(none).toBeUndefined();
  for (let failing = 1; failing <= reads; failing += 1) {
    const { error } = await readTables(bytes, failing);
    expect(error).toMatchObject({ name: 'StorageFailed', cause: { name: 'SlowDown' } });
  }
});
