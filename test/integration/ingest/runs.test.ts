/** The lifecycle of runs on the real database: one at a time, published completely or undone, also when tasks repeat. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { closeRun } from '../../../lambdas/ingest/runs/close-run.ts';
import { declareAttributes } from '../../../lambdas/ingest/runs/declare-attributes.ts';
import { openRun } from '../../../lambdas/ingest/runs/open-run.ts';
import { publishRun } from '../../../lambdas/ingest/runs/publish-run.ts';
import { DEFAULT_DELIVERY_LIMITS } from '../../../lambdas/shared/landing/delivery-limits.ts';
import { parseManifest } from '../../../lambdas/shared/landing/manifest.ts';
import { lockRunningRun, StaleFencingToken } from '../../../lambdas/shared/locks/run-fence.ts';
import type { Run } from '../../../lambdas/shared/runs/run.ts';
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

const october = { as_of: '2005-10-01', manifest_etag: 'e1' };
const november = { as_of: '2005-11-01', manifest_etag: 'e2' };
const december = { as_of: '2005-12-01', manifest_etag: null };

const open = (execution_id: string, options: { alive?: boolean; up_to?: string; deliveries?: object[] } = {}) =>
  openRun(
    harness.database,
    (options.deliveries ?? [october, november, december]) as never,
    async () => options.alive ?? false,
    { execution_id, up_to: options.up_to ?? '2005-12-31' },
  );

async function opened(execution: string, options = {}): Promise<Run> {
  const opening = await open(execution, options);
  if (opening.outcome !== 'opened') throw new Error(opening.outcome);
  return opening.run;
}

const runs = () =>
  harness.query('select execution_id as execution, as_of::text, state from analytics.runs order by opened_at');

describe('opening a run', () => {
  test('takes the oldest delivery, and lists the days without a manifest', async () => {
    const opening = await open('one');
    expect(opening).toMatchObject({
      outcome: 'opened',
      run: { as_of: '2005-10-01' },
      awaiting_manifest: ['2005-12-01'],
    });
  });

  test('does nothing when every delivery up to the day is published', async () => {
    expect(await open('one', { up_to: '2005-09-30' })).toEqual({ outcome: 'nothing_delivered', awaiting_manifest: [] });
    for (const day of [october, november]) {
      const run = await opened('one');
      expect(run.as_of).toBe(day.as_of);
      await publishRun(harness.database, run);
    }
    expect(await open('one')).toMatchObject({ outcome: 'nothing_delivered' });
    expect(await open('two')).toMatchObject({ outcome: 'nothing_delivered' });
  });

  test('twice by one execution gives one run', async () => {
    expect(await opened('one')).toEqual(await opened('one'));
    expect(await runs()).toHaveLength(1);
  });

  test('by two executions at once gives one run', async () => {
    const outcomes = await Promise.all([open('one', { alive: true }), open('two', { alive: true })]);
    expect(outcomes.map(({ outcome }) => outcome).sort()).toEqual(['busy', 'opened']);
    expect(await open('three', { alive: true })).toMatchObject({ outcome: 'busy' });
  });

  test('abandons the run of a dead execution', async () => {
    const dead = await opened('one');
    const next = await opened('two');
    expect(next.as_of).toBe(dead.as_of);
    expect(await runs()).toMatchObject([{ state: 'abandoned' }, { state: 'running' }]);
    await expect(publishRun(harness.database, dead)).rejects.toThrow(StaleFencingToken);
  });

  test('takes a published day again when its manifest was replaced, in another execution', async () => {
    await publishRun(harness.database, await opened('one', { deliveries: [october] }));
    const deliveries = [{ ...october, manifest_etag: 'e3' }];
    expect(await open('one', { deliveries })).toMatchObject({ outcome: 'nothing_delivered' });
    expect(await open('two', { deliveries })).toMatchObject({ outcome: 'opened' });
  });

  test('tries a failed delivery again', async () => {
    const run = await opened('one');
    await closeRun(harness.database, run, 'failed', {});
    expect(await opened('two')).toMatchObject({ as_of: run.as_of });
  });
});

describe('publishing a run', () => {
  const features = (run: Run) =>
    harness.query(
      `insert into analytics.customer_features (customer_id, run_id, as_of, partition) values ('c1', $1, $2, 0)`,
      [run.run_id, run.as_of],
    );

  test('is idempotent, and closing keeps the publication', async () => {
    const run = await opened('one');
    const publication = await publishRun(harness.database, run);
    expect(publication).toMatchObject({ rows: 0 });
    expect(await publishRun(harness.database, run)).toEqual(publication);
    await closeRun(harness.database, run, 'failed', {}); // a fault after the publication
    await closeRun(harness.database, run, 'published', { scoring: { outcome: 'no_champion' } });
    const [row] = await harness.query('select state, closed_at is not null as closed from analytics.runs');
    expect(row).toEqual({ state: 'published', closed: true });
  });

  describe('stores the stages', () => {
    const at = (second: number) => `2005-10-01T02:00:0${second}.500Z`;
    const entered = { verify: at(0), import: at(2), quality: at(3), score: at(4), close: at(6) };
    const stages = (run: Run) =>
      harness.query(
        'select stage, state, duration_seconds from reporting.run_stages where run_id = $1 order by position',
        [run.run_id],
      );

    test('once, also when it is closed again', async () => {
      const run = await opened('one');
      await publishRun(harness.database, run);
      await closeRun(harness.database, run, 'published', { scoring: { outcome: 'failed' } }, entered);
      await closeRun(harness.database, run, 'published', {}, { ...entered, close: at(9) });
      expect(await stages(run)).toEqual([
        { stage: 'verify', state: 'done', duration_seconds: 2 },
        { stage: 'import', state: 'done', duration_seconds: 1 },
        { stage: 'quality', state: 'done', duration_seconds: 1 },
        { stage: 'score', state: 'failed', duration_seconds: 2 },
      ]);
    });

    test('of a failed run too: the last one failed', async () => {
      const run = await opened('one');
      await closeRun(harness.database, run, 'failed', {}, { verify: at(0), import: at(1), close: at(3) });
      expect(await stages(run)).toMatchObject([{ state: 'done' }, { stage: 'import', state: 'failed' }]);
    });
  });

  test('leaves it published when the execution dies; the next execution closes it', async () => {
    const run = await opened('one');
    await publishRun(harness.database, run);
    await open('two', { up_to: '2005-10-01', alive: true });
    const closed = async () => (await harness.query('select closed_at, outcome from analytics.runs'))[0];
    expect(await closed()).toEqual({ closed_at: null, outcome: null }); // the first one is still at work
    expect(await open('two', { up_to: '2005-10-01' })).toMatchObject({ outcome: 'nothing_delivered' });
    expect(await closed()).toEqual({ closed_at: expect.anything(), outcome: { closed_for: 'two' } });
  });

  test('deletes the customer features of all but the newest two publications', async () => {
    const published: Run[] = [];
    for (const as_of of ['2005-08-01', '2005-09-01', '2005-10-01']) {
      const run = await startRun(harness, as_of);
      await features(run);
      await publishRun(harness.database, run);
      published.push(run);
    }
    const kept = await harness.query('select run_id from analytics.customer_features order by as_of');
    expect(kept.map(({ run_id }) => run_id)).toEqual(published.slice(1).map(({ run_id }) => run_id));
  });
});

describe('a run that ends unpublished', () => {
  const history = 'customer_id,as_of,balance\n';
  const movements = 'transaction_id,customer_id,amount\n';

  /** Rows of staging without the last run that delivered them. */
  const staging = async () => {
    const contents: Record<string, unknown> = {};
    for (const table of ['customers', 'loan_applications', 'credit_history', 'transactions', 'superseded_rows']) {
      const aside = "'{run_id,source_file,source_line}'::text[]";
      contents[table] = await harness.query(
        `select (to_jsonb(t) - ${aside})::text as row from staging.${table} t order by 1`,
      );
    }
    return contents;
  };

  async function writeOver(run: Run): Promise<void> {
    await deliverFile(harness, run, 'customers', 'customer_id,annual_income\nc1,200\nc3,1\n');
    await deliverFile(harness, run, 'credit_history', `${history}c1,2005-08-31,1\nc2,2005-08-31,9\nc3,2005-08-31,3\n`);
    await deliverFile(harness, run, 'transactions', `${movements}t1,c1,5\nt1,c1,6\nt2,c3,7\n`);
    await deliverFile(
      harness,
      run,
      'loan_applications',
      'application_id,customer_id,applied_at,amount\na1,c3,2005-10-01,1\n',
    );
  }

  beforeEach(async () => {
    const first = await startRun(harness, '2005-09-01');
    await deliverFile(harness, first, 'customers', 'customer_id,annual_income\nc1,100\nc2,1\n');
    await deliverFile(harness, first, 'credit_history', `${history}c1,2005-08-31,1\nc2,2005-08-31,2\n`);
    await deliverFile(harness, first, 'transactions', `${movements}t1,c1,5\n`);
    await publishRun(harness.database, first);
  });

  test.each(['refused', 'gate_failed', 'failed'] as const)('%s leaves staging as it was', async (state) => {
    const before = await staging();
    const run = await startRun(harness);
    await writeOver(run);
    expect(await staging()).not.toEqual(before);
    await closeRun(harness.database, run, state, { why: 'test' });
    await closeRun(harness.database, run, state, { why: 'test' });
    expect(await staging()).toEqual(before);
    const [row] = await harness.query(
      'select state, outcome, closed_at is not null as closed from analytics.runs where run_id = $1',
      [run.run_id],
    );
    expect(row).toEqual({ state, outcome: { why: 'test' }, closed: true });
  });

  test('abandoned leaves staging as it was, and the next run gives the rows of an undisturbed run', async () => {
    const dead = await opened('dead');
    await writeOver(dead);
    const next = await opened('next');
    await writeOver(next);
    const lasting = async () =>
      JSON.stringify(await staging()).replaceAll(
        /\\"(loaded_at|replaced_at|replaced_by_run|run_id)\\": \\"[^"]*"/g,
        '',
      );
    const disturbed = await lasting();
    await closeRun(harness.database, next, 'failed', {});
    await writeOver(await opened('undisturbed'));
    expect(await lasting()).toBe(disturbed);
  });

  test('and is only partly undone is undone when the next run is opened', async () => {
    const before = await staging();
    const run = await startRun(harness);
    await writeOver(run);
    await harness.query("update analytics.runs set state = 'failed' where run_id = $1", [run.run_id]);
    await open('next', { up_to: '2005-01-01' });
    expect(await staging()).toEqual(before);
  });
});

test('the idle transaction timeout ends the transaction of a task that died', async () => {
  const run = await startRun(harness);
  const patience = await harness.database.transaction(async (transaction) => {
    await lockRunningRun(transaction, run);
    return transaction.query("select current_setting('idle_in_transaction_session_timeout') as idle");
  });
  expect(patience).toEqual([{ idle: '30s' }]);
});

test('the undo of a run restores the declared attributes', async () => {
  const declare = async (label: string) => {
    const run = await startRun(harness);
    const attributes = { loan_applications: { grade: { type: 'category', use: 'model', label } } };
    const manifest = { as_of: run.as_of, currency: 'TWD', tables: {}, attributes };
    await declareAttributes(harness.database, run, parseManifest(manifest, run.as_of), DEFAULT_DELIVERY_LIMITS);
    return run;
  };
  await declare('Grade');
  const declared = await harness.query('select * from staging.attributes');
  await closeRun(harness.database, await declare('Something else'), 'failed', {});
  expect(await harness.query('select * from staging.attributes')).toEqual(declared);
});

test('concurrent openings and publications give one run', async () => {
  const [one, other] = await Promise.all([opened('one'), opened('one')]);
  expect(other).toEqual(one);
  const publications = await Promise.all([publishRun(harness.database, one), publishRun(harness.database, one)]);
  expect(publications[1]).toEqual(publications[0]);
});

test('the newest declaration of an attribute replaces the others', async () => {
  const declare = async (label: string, categories: string[]) => {
    const run = await startRun(harness);
    const grade = { type: 'category', use: 'model', label, actionable: { categories, cost: 2 } };
    const attributes = { loan_applications: { grade } };
    const manifest = { as_of: run.as_of, currency: 'TWD', tables: {}, attributes };
    await declareAttributes(harness.database, run, parseManifest(manifest, run.as_of), DEFAULT_DELIVERY_LIMITS);
  };
  await declare('Grade', ['A', 'B']);
  await declare('Loan grade', ['A']);
  const columns = 'table_name, name, type, use, label, reason, actionable';
  expect(await harness.query(`select ${columns} from staging.attributes`)).toEqual([
    {
      table_name: 'loan_applications',
      name: 'grade',
      type: 'category',
      use: 'model',
      label: 'Loan grade',
      reason: null,
      actionable: { categories: ['A'], cost: 2 },
    },
  ]);
});
