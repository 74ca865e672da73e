/** What a restored database is compared with, and that erasures are repeated without the keys of the serving one. */
import '../../../testing/silence-logs.ts';
import { expect, test } from '@jest/globals';
import { checkDatabase } from '../../../lambdas/recovery/checks/check-database.ts';
import { watchRecovery } from '../../../lambdas/recovery/records/watch-recovery.ts';
import { type Database, DatabaseError } from '../../../lambdas/shared/aws/database.ts';
import { ObjectMissing, type ObjectStore } from '../../../lambdas/shared/aws/object-store.ts';
import { repeatErasures } from '../../../lambdas/shared/erasure/erase-customer.ts';
import { InMemoryRds } from '../../../testing/recovery/in-memory-rds.ts';
import { NOW } from '../../../testing/recovery/recovery-steps.ts';

interface Contents {
  counts?: Record<string, number>;
  run_id?: string;
  published_at?: string;
  rows?: number;
}

const FEATURES = 'features of the newest publication';

/** A database that answers the statements of the checks. */
function createDatabase({
  counts = {},
  run_id = 'r1',
  published_at = '2005-10-01T03:00:00Z',
  rows = 400,
}: Contents): Database {
  const all = { runs: 3, [FEATURES]: 400, ...counts };
  const query = async (sql: string): Promise<never[]> => {
    if (sql.includes('find_newest') || sql.startsWith('-- Finds the newest')) {
      return [{ run_id, as_of: '2005-10-01', published_at, rows }] as never[];
    }
    return Object.entries(all).map(([name, value]) => ({ name, rows: value })) as never[];
  };
  return { query, execute: async () => 0, transaction: (work) => work({ query, execute: async () => 0 }) };
}

const broken = {
  query: () => Promise.reject(new DatabaseError('3F000', 'no schema')),
} as Partial<Database> as Database;
const failed = async (restored: Contents, source: Database) =>
  (await checkDatabase(createDatabase(restored), source, '2026-11-28T04:00:00Z'))
    .filter(({ passed }) => !passed)
    .map(({ name }) => name);

test.each<[string, Contents, Contents, string[]]>([
  ['equal databases', {}, {}, []],
  ['rows that were deleted since', {}, { counts: { runs: 2 } }, []],
  ['missing rows', { counts: { runs: 2 } }, {}, ['runs']],
  ['another newest publication', { run_id: 'r0' }, {}, ['newest publication']],
  ['a source that lost its newest publication', {}, { run_id: 'r0', published_at: '2005-09-01T03:00:00Z' }, []],
  ['a source that lost every publication', {}, { published_at: '', run_id: '' }, []],
  ['no features of the publication', { counts: { [FEATURES]: 0 } }, { counts: { [FEATURES]: 0 } }, ['published rows']],
  ['more features than were published', { rows: 399 }, { rows: 399 }, ['published rows']],
])('%s', async (_, restored, source, expected) => {
  expect(await failed(restored, createDatabase(source))).toEqual(expected);
});

test('a damaged source is not compared, and what the restored database says of itself still counts', async () => {
  expect(await failed({}, broken)).toEqual([]);
  expect(await failed({ counts: { [FEATURES]: 0 } }, broken)).toEqual(['published rows']);
});

test('erasures are repeated although the restored state is that of a run in progress', async () => {
  const executed: string[] = [];
  const sql = {
    query: async (text: string): Promise<never[]> =>
      (text.includes('closed_at is null') ? [{ run_id: 'dead' }] : []) as never[],
    execute: async (text: string) => executed.push(text),
  };
  const erasure = { erasure_id: 'e', customer_id: 'c1', erased_at: '2026-11-28T05:00:00Z', with_scores: false };
  const erased: string[] = [];
  const dependencies = {
    database: { ...sql, transaction: (work: (transaction: typeof sql) => unknown) => work(sql) } as never as Database,
    keys: { put: async () => {}, get: async () => undefined, erase: async (id: string) => erased.push(id) },
    erasures: { list: async () => [erasure] },
  };
  const since = '2026-11-28T04:00:00Z';
  await expect(repeatErasures(dependencies, since, 'test')).rejects.toMatchObject({ name: 'ErasureDuringRun' });
  expect(await repeatErasures({ ...dependencies, isIsolated: true }, since, 'test')).toBe(1);
  expect(erased).toEqual(['c1']);
});

const HOUR_MILLISECONDS = 3_600_000;
const store = (ended_at: string | undefined) =>
  ({
    getJson: async (bucket: string, key: string) => {
      if (!ended_at) throw new ObjectMissing(bucket, key);
      const times = { state_at: ended_at, started_at: ended_at, ended_at };
      return {
        kind: 'drill',
        cluster: 'c',
        source: 's',
        ...times,
        passed: true,
        seconds: 1,
        seconds_by_step: {},
        checks: [],
      };
    },
  }) as Partial<ObjectStore> as ObjectStore;

test.each([
  [undefined, true],
  ['2026-10-24T12:00:00.000Z', true],
  ['2026-10-26T12:00:00.000Z', false],
])('with the newest drill of %s a drill is overdue: %s', async (endedAt, isOverdue) => {
  const dependencies = { rds: new InMemoryRds(NOW), store: store(endedAt), bucket: 'reports', prefix: 'risk-prod' };
  expect(await watchRecovery({ ...dependencies, overdueDays: 35 }, NOW)).toMatchObject({ is_overdue: isOverdue });
});

test('clusters of drills and unfinished recoveries are reported after their hours, serving ones never', async () => {
  const rds = new InMemoryRds(NOW);
  const add = (id: string, tag: string, hours: number) =>
    rds.addCluster(`risk-prod-${id}`, {
      TagList: [{ Key: 'recovery', Value: tag }],
      ClusterCreateTime: new Date(NOW.getTime() - hours * HOUR_MILLISECONDS),
    });
  add('drill-1', 'drill', 7);
  add('drill-2', 'drill', 1);
  add('1', 'restored', 80);
  add('2', 'restored', 7);
  add('3', 'serving', 1000);
  const watched = { rds, store: store(undefined), bucket: 'reports', prefix: 'risk-prod', overdueDays: 35 };
  expect((await watchRecovery(watched, NOW)).left_behind).toEqual(['risk-prod-drill-1', 'risk-prod-1']);
});
