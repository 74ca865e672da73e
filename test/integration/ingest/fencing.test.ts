/** The fence: a task that shows an older token than the newest writes nothing, whatever step it is of. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { buildPartition, clearPartition } from '../../../lambdas/features/build-partition.ts';
import { exportPartition } from '../../../lambdas/features/spark-job.ts';
import { parseManifest } from '../../../lambdas/ingest/contract/manifest.ts';
import { importPart } from '../../../lambdas/ingest/import/import-part.ts';
import { recordLoad } from '../../../lambdas/ingest/prepare/record-load.ts';
import { declareAttributes } from '../../../lambdas/ingest/runs/declare-attributes.ts';
import { openRun } from '../../../lambdas/ingest/runs/open-run.ts';
import { publishRun } from '../../../lambdas/ingest/runs/publish-run.ts';
import { checkQuality } from '../../../lambdas/quality/check-quality.ts';
import type { Part, Run } from '../../../lambdas/shared/runs/run.ts';
import { lockRunningRun } from '../../../lambdas/shared/runs/run-fence.ts';
import {
  deliver,
  type EtlWorld,
  fileOf,
  newRun,
  prepare,
  startEtlWorld,
  work,
} from '../../../testing/workflows/ingest-harness.ts';

let world: EtlWorld;
beforeAll(async () => {
  world = await startEtlWorld();
});
afterAll(() => world?.stop());

const PARTITION = 3; // c17's

/** All that a run can write, and nothing that names it or tells the time. */
async function written(): Promise<unknown> {
  const tables = ['staging.customers', 'staging.credit_history', 'staging.loan_applications', 'staging.loads'];
  tables.push('staging.attributes', 'staging.rejected_rows', 'analytics.risk_features', 'analytics.customer_features');
  tables.push('analytics.quality_results', 'analytics.publications', 'analytics.runs');
  const contents = await Promise.all(
    tables.map((table) => world.rows(`select to_jsonb(t)::text as row from ${table} t order by 1`)),
  );
  return Object.fromEntries(tables.map((table, i) => [table, contents[i]]));
}

const customers = fileOf('customers', 'customer_id,annual_income\nc17,100\n');
const attributes = { loan_applications: { grade: { type: 'category', use: 'model', label: 'Grade' } } };

/** What each step writes, as the task of this run. */
const STEPS: [step: string, write: (run: Run, part: Part) => Promise<unknown>][] = [
  [
    'VerifyManifest',
    (run) => {
      const manifest = { as_of: run.as_of, currency: 'TWD', tables: {}, attributes };
      return declareAttributes(world.database, run, parseManifest(manifest, run.as_of));
    },
  ],
  [
    'PrepareFile',
    (run) =>
      recordLoad(world.database, run, fileOf('transactions', 'customer_id\n').file, {
        ...{ parts: [], delivered: 0, rejected: 0, size_bytes: 1 },
      }),
  ],
  ['ImportPart', (run, part) => importPart(world.database, work, run, part)],
  ['BuildPartition', (run) => buildPartition(world.database, run, PARTITION)],
  ['ExportPartition', (run) => exportPartition(world.database, work as never, run, PARTITION)],
  [
    'ImportPartition',
    (run) => world.database.transaction((transaction) => clearPartition(transaction, run, PARTITION)),
  ],
  ['CheckQuality', (run) => checkQuality(world.database, run)],
  ['PublishRun', (run) => publishRun(world.database, run)],
];

describe.each(STEPS)('a late %s', (_, write) => {
  let late: Run;
  let part: Part;
  beforeEach(async () => {
    await world.clear();
    late = await newRun(world, '2005-09-01');
    [part] = (await prepare(world, late, customers)) as [Part];
    await deliver(world, late, 'credit_history', 'customer_id,as_of\nc17,2005-08-31\n', { mode: 'full' });
  });

  /** The day is run a second time, while this task is still on its way. */
  async function takenOver(): Promise<Run> {
    const deliveries = [{ as_of: late.as_of, manifest_etag: 'e1' }];
    const request = { execution_id: 'second', up_to: late.as_of };
    const opening = await openRun(world.database, deliveries, async () => false, request);
    if (opening.outcome !== 'opened') throw new Error(opening.outcome);
    return opening.run;
  }

  test('of a run that was taken over is refused by name, and nothing is written', async () => {
    const newer = await takenOver();
    expect(newer.fencing_token).toBeGreaterThan(late.fencing_token);
    const before = await written();
    await expect(write(late, part)).rejects.toMatchObject({ name: 'StaleFencingToken' });
    expect(await written()).toEqual(before);
  });

  test('is refused by its token alone: neither that its run runs nor which run it is of lets it in', async () => {
    const before = await written();
    const stale = { ...late, fencing_token: late.fencing_token - 1 };
    await expect(write(stale, part)).rejects.toMatchObject({ name: 'StaleFencingToken' });
    // A higher token was given out, and by mistake the run still counts as running.
    await world.rows(
      "insert into analytics.runs (run_id, as_of, execution_id, state) values (gen_random_uuid(), '2005-09-01', 'x', 'failed')",
    );
    await expect(write(late, part)).rejects.toMatchObject({ name: 'StaleFencingToken' });
    await world.rows("delete from analytics.runs where execution_id = 'x'");
    expect(await written()).toEqual(before);
  });
});

test.each(STEPS.filter(([step]) => !['ExportPartition', 'ImportPartition'].includes(step)))(
  'a %s with the newest token does write: the refusals above are the fence’s',
  async (_, write) => {
    await world.clear();
    const run = await newRun(world, '2005-09-01');
    const [part] = (await prepare(world, run, customers)) as [Part];
    const before = await written();
    await write(run, part);
    if (_ === 'BuildPartition') {
      await importPart(world.database, work, run, part);
      await write(run, part);
    }
    expect(await written()).not.toEqual(before);
  },
);

test('who holds a token keeps the next one from being given out', async () => {
  await world.clear();
  const run = await newRun(world, '2005-09-01');
  let next: Promise<unknown> | undefined;
  await world.database.transaction(async (transaction) => {
    await lockRunningRun(transaction, run);
    const deliveries = [{ as_of: '2005-09-01', manifest_etag: 'e1' }];
    next = openRun(world.database, deliveries, async () => false, { execution_id: 'two', up_to: '2005-12-31' });
    await new Promise((resolve) => setTimeout(resolve, 200));
    const [newest] = await transaction.query<{ token: number }>(
      'select max(fencing_token) as token from analytics.runs',
    );
    expect(newest?.token).toBe(run.fencing_token);
  });
  expect(await next).toMatchObject({ outcome: 'opened' });
});
