/** Prepares and imports a dirty synthetic delivery: every row ends where dirt.csv says. */
import { createReadStream, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { parse } from 'csv-parse/sync';
import { NO_DRIFT } from '../../../data/synthetic/options.ts';
import { writePopulation } from '../../../data/synthetic/population.ts';
import { importPart } from '../../../lambdas/ingest/import/import-part.ts';
import { prepareStream } from '../../../lambdas/ingest/prepare/prepare-stream.ts';
import { listAttributeTypes, parseManifest } from '../../../lambdas/shared/landing/manifest.ts';
import type { TableName } from '../../../lambdas/shared/runs/run.ts';
import {
  type IngestHarness,
  startIngestHarness,
  startRun,
  WORK_LOCATION,
} from '../../../testing/workflows/ingest-harness.ts';

const AS_OF = '2026-01-01';
const out = mkdtempSync(join(tmpdir(), 'risk-synthetic-'));
let harness: IngestHarness;
beforeAll(async () => {
  harness = await startIngestHarness();
});
afterAll(async () => {
  await harness.stop();
  rmSync(out, { recursive: true, force: true });
});

test('every dirty row is rejected for its reason, and nothing else is', async () => {
  const size = { customers: 300, transactions: 4000, days: 1, fileRows: 1500 };
  const { deliveries } = await writePopulation({ ...size, dirty: 0.1, drift: NO_DRIFT, seed: 3, asOf: AS_OF, out });
  const folder = join(out, `as_of=${AS_OF}`);
  const manifest = parseManifest(JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8')), AS_OF);
  const run = await startRun(harness, AS_OF);
  const put = async (key: string, body: Readable) => {
    await harness.store.putStream(WORK_LOCATION.bucket, key, body, { contentEncoding: 'gzip' });
  };
  let rows = 0;
  for (const table of ['customers', 'credit_history', 'transactions', 'loan_applications'] satisfies TableName[]) {
    const { mode = 'full', files = [] } = manifest.tables[table] ?? {};
    for (const file of files) {
      const described = {
        ...file,
        table,
        mode,
        key: file.name,
        size_bytes: 1,
        attributes: listAttributeTypes(manifest, table),
      };
      const { parts } = await prepareStream(run, described, createReadStream(join(folder, file.name)), put);
      for (const part of parts) {
        const { accepted, rejected } = await importPart(harness.database, WORK_LOCATION, run, part);
        rows += accepted + rejected;
      }
    }
  }
  expect(rows).toBe(deliveries[0]?.rows);
  const dirtRows: Record<string, string>[] = parse(readFileSync(join(out, 'dirt.csv')), { columns: true });
  const expected = dirtRows
    .filter((row) => !/^(check|value):/.test(row.expected ?? ''))
    .map((row) => `${row.file}:${row.line} ${row.expected}`);
  const found = await harness.query('select file, line, reason from staging.rejected_rows');
  expect(found.map(({ file, line, reason }) => `${file}:${line} ${reason}`).sort()).toEqual(expected.sort());
});
