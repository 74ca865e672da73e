/** Planning the audit trail takes as many statements after a year without a row as after an hour, and new rows first. */
import { expect, test } from '@jest/globals';
import { measureDelay, planRanges } from '../../../lambdas/audit/writer/plan-entries.ts';
import { writeTrail } from '../../../lambdas/audit/writer/write-trail.ts';
import type { RecordKind, TrailRange } from '../../../lambdas/shared/audit/trail-entry.ts';
import type { Sql } from '../../../lambdas/shared/aws/database.ts';
import { ObjectMissing } from '../../../lambdas/shared/aws/object-store.ts';
import { readSqlFile } from '../../../lambdas/shared/sql-file.ts';

const HOURS = 8760;
const HORIZON = HOURS * 10;
const AT = '2026-11-29T12:00:00.000000Z';

/** A database whose writer looked every hour of a year; its rows, if any, are of the last transaction. */
function createDatabase(rows: number) {
  const statements: string[] = [];
  const answer = (file: string, { from_transaction, horizon }: { from_transaction: number; horizon: number }) => {
    switch (file) {
      case 'find_position':
        return [{ next_transaction: 0, to_time: '-infinity' }];
      case 'plan_window':
        return from_transaction < HORIZON ? [{ horizon: from_transaction + 10, from_time: AT, to_time: AT }] : [];
      case 'plan_entries':
        return rows > 0 && horizon >= HORIZON
          ? [{ rows, to_transaction: HORIZON - 1, first_time: AT, last_time: AT }]
          : [];
      default:
        return [{ seconds: rows > 0 ? 60 : 0 }];
    }
  };
  const files = ['find_position', 'plan_window', 'plan_entries', 'find_oldest_unrecorded'];
  const query = async (sql: string, parameters: object) => {
    const file = files.find((name) => readSqlFile(`audit/${name}.sql`) === sql) ?? '';
    statements.push(file);
    return answer(file, parameters as never);
  };
  return { database: { query } as unknown as Sql, statements };
}

async function listRanges(database: Sql, kind: RecordKind): Promise<TrailRange[]> {
  const ranges: TrailRange[] = [];
  for await (const range of planRanges(database, kind, { horizon: HORIZON, maxRows: 10 })) ranges.push(range);
  return ranges;
}

test('years of earlier decisions do not hold back what is new', async () => {
  const kinds: string[] = [];
  const query = async (sql: string, { kind = '' }: { kind?: string } = {}) => {
    if (kind && !kinds.includes(kind)) kinds.push(kind);
    if (sql !== readSqlFile('audit/plan_earlier_decisions.sql')) return [];
    expect(kinds).toEqual(expect.arrayContaining(['decisions', 'overrides', 'events', 'deletions']));
    return [{ rows: 1, to_time: AT }];
  };
  const store = {
    getStream: () => Promise.reject(new ObjectMissing('audit', 'chain/000000000001.json')),
    async *list() {},
  };
  const request = { database: { query }, location: { store, bucket: 'audit' }, policy: {}, deadline: 0 };
  expect(await writeTrail(request as never)).toMatchObject({ entries: 0 });
  expect(kinds).toContain('earlier_decisions');
});

test.each(['decisions', 'overrides', 'events', 'deletions'] as const)('%s that nobody made', async (kind) => {
  const { database, statements } = createDatabase(0);
  expect(await listRanges(database, kind)).toEqual([]);
  expect(statements.length).toBeLessThan(5);
});

test('the first override after a year', async () => {
  const { database, statements } = createDatabase(1);
  const ranges = await listRanges(database, 'overrides');
  expect(ranges).toEqual([{ from_transaction: 0, to_transaction: HORIZON - 1, from_time: AT, to_time: AT }]);
  expect(statements.length).toBeLessThan(5);
});

test('the delay is measured from a time on, also where the last transaction was a decision', async () => {
  const times: string[] = [];
  const query = async (sql: string, { from_transaction = 0, from_time = '' }) => {
    if (sql === readSqlFile('audit/find_position.sql')) return [{ next_transaction: HORIZON, to_time: AT }];
    if (sql !== readSqlFile('audit/plan_window.sql')) times.push(from_time);
    return from_transaction < HORIZON ? [{ horizon: HORIZON, from_time: AT, to_time: AT }] : [];
  };
  await measureDelay({ query } as unknown as Sql, ['decisions']);
  expect(times).toEqual([AT]);
});
