/** The run fence: a task with an older fencing token than the newest writes nothing, whatever its step. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { buildPartition, clearPartition } from '../../../lambdas/features/build-partition.ts';
import { exportPartition } from '../../../lambdas/features/export-partition.ts';
import { importPart } from '../../../lambdas/ingest/import/import-part.ts';
import { recordLoad } from '../../../lambdas/ingest/prepare/record-load.ts';
import { declareAttributes } from '../../../lambdas/ingest/runs/declare-attributes.ts';
import { openRun } from '../../../lambdas/ingest/runs/open-run.ts';
import { publishRun } from '../../../lambdas/ingest/runs/publish-run.ts';
import { checkQuality } from '../../../lambdas/quality/check-quality.ts';
import { DEFAULT_DELIVERY_LIMITS } from '../../../lambdas/shared/landing/delivery-limits.ts';
import { parseManifest } from '../../../lambdas/shared/landing/manifest.ts';
import { lockRunningRun } from '../../../lambdas/shared/locks/run-fence.ts';
import type { Part, Run } from '../../../lambdas/shared/runs/run.ts';
import {
  buildDeliveredFile,
  deliverFile,
  type IngestHarness,
  prepareDeliveredFile,
  startIngestHarness,
  startRun,
  WORK_LOCATION,
} from '../../../testing/workflows/ingest-harness.ts';

let harness: IngestHarness;
beforeAll(async () => {
  harness = await startIngestHarness();
});
afterAll(() => harness?.stop());

const PARTITION = 3; // c17's

/** Everything that a run can write, without its id and times. */
async function written(): Promise<unknown> {
  const tables = ['staging.customers', 'staging.credit_history', 'staging.loan_applications', 'staging.loads'];
  tables.push('staging.attributes', 'staging.rejected_rows', 'analytics.risk_features', 'analytics.customer_features');
  tables.push('analytics.quality_results', 'analytics.publications', 'analytics.runs');
  const contents = await Promise.all(
    tables.map((table) => harness.query(`select to_jsonb(t)::text as row from ${table} t order by 1`)),
  );
  return Object.fromEntries(tables.map((table, i) => [table, contents[i]]));
}

const customers = buildDeliveredFile('customers', 'customer_id,annual_income\nc17,100\n');
const attributes = { loan_applications: { grade: { type: 'category', use: 'model', label: 'Grade' } } };

/** The writes of each step, as a task of a run. */
const STEPS: [step: string, write: (run: Run, part: Part) => Promise<unknown>][] = [
  [
    'VerifyManifest',
    (run) => {
      const manifest = { as_of: run.as_of, currency: 'TWD', tables: {}, attributes };
      return declareAttributes(harness.database, run, parseManifest(manifest, run.as_of), DEFAULT_DELIVERY_LIMITS);
    },
  ],
  [
    'PrepareFile',
    (run) =>
      recordLoad(harness.database, run, buildDeliveredFile('transactions', 'customer_id\n').file, {
        ...{ parts: [], delivered: 0, rejected: 0, size_bytes: 1, rejected_values: [] },
      }),
  ],
  ['ImportPart', (run, part) => importPart(harness.database, WORK_LOCATION, run, part)],
  ['BuildPartition', (run) => buildPartition(harness.database, run, PARTITION)],
  ['ExportPartition', (run) => exportPartition(harness.database, WORK_LOCATION as never, run, PARTITION)],
  [
    'ImportPartition',
    (run) => harness.database.transaction((transaction) => clearPartition(transaction, run, PARTITION)),
  ],
  ['CheckQuality', (run) => checkQuality(harness.database, run)],
  ['PublishRun', (run) => publishRun(harness.database, run)],
];

describe.each(STEPS)('a late %s', (_, write) => {
  let late: Run;
  let part: Part;
  beforeEach(async () => {
    await harness.clear();
    late = await startRun(harness, '2005-09-01');
    [part] = (await prepareDeliveredFile(harness, late, customers)) as [Part];
    await deliverFile(harness, late, 'credit_history', 'customer_id,as_of\nc17,2005-08-31\n', { mode: 'full' });
  });

  /** Opens a second run of the day while the task is still running. */
  async function takenOver(): Promise<Run> {
    const deliveries = [{ as_of: late.as_of, manifest_etag: 'e1' }];
    const request = { execution_id: 'second', up_to: late.as_of };
    const opening = await openRun(harness.database, deliveries, async () => false, request);
    if (opening.outcome !== 'opened') throw new Error(opening.outcome);
    return opening.run;
  }

  test('of a run that was taken over is refused, and nothing is written', async () => {
    const newer = await takenOver();
    expect(newer.fencing_token).toBeGreaterThan(late.fencing_token);
    const before = await written();
    await expect(write(late, part)).rejects.toMatchObject({ name: 'StaleFencingToken' });
    expect(await written()).toEqual(before);
  });

  test('is refused by its token alone, even when its run is still running', async () => {
    const before = await written();
    const stale = { ...late, fencing_token: late.fencing_token - 1 };
    await expect(write(stale, part)).rejects.toMatchObject({ name: 'StaleFencingToken' });
    // A higher token exists, and by mistake the run is still running.
    await harness.query(
      "insert into analytics.runs (run_id, as_of, execution_id, state) values (gen_random_uuid(), '2005-09-01', 'x', 'failed')",
    );
    await expect(write(late, part)).rejects.toMatchObject({ name: 'StaleFencingToken' });
    await harness.query("delete from analytics.runs where execution_id = 'x'");
    expect(await written()).toEqual(before);
  });
});

test.each(STEPS.filter(([step]) => !['ExportPartition', 'ImportPartition'].includes(step)))(
  'a %s with the newest token writes: the refusals above come from the fence',
  async (_, write) => {
    await harness.clear();
    const run = await startRun(harness, '2005-09-01');
    const [part] = (await prepareDeliveredFile(harness, run, customers)) as [Part];
    const before = await written();
    await write(run, part);
    if (_ === 'BuildPartition') {
      await importPart(harness.database, WORK_LOCATION, run, part);
      await write(run, part);
    }
    expect(await written()).not.toEqual(before);
  },
);

test('while a task holds the lock of its run, no higher token is assigned', async () => {
  await harness.clear();
  const run = await startRun(harness, '2005-09-01');
  let next: Promise<unknown> | undefined;
  await harness.database.transaction(async (transaction) => {
    await lockRunningRun(transaction, run);
    const deliveries = [{ as_of: '2005-09-01', manifest_etag: 'e1' }];
    next = openRun(harness.database, deliveries, async () => false, { execution_id: 'two', up_to: '2005-12-31' });
    await new Promise((resolve) => setTimeout(resolve, 200));
    const [newest] = await transaction.query<{ token: number }>(
      'select max(fencing_token) as token from analytics.runs',
    );
    expect(newest?.token).toBe(run.fencing_token);
  });
  expect(await next).toMatchObject({ outcome: 'opened' });
});
