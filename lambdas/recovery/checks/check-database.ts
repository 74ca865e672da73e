/**
 * Compares a restored database with its source: rows up to the restored state, and the newest publication. A damaged
 * source cannot be compared; then what the restored database says of itself counts.
 */
import { type Database, DatabaseError, timestamp } from '../../shared/aws/database.ts';
import { formatCount, formatCountOf } from '../../shared/page/number-format.ts';
import { readSqlFile } from '../../shared/sql-file.ts';
import type { RecoveryCheck } from '../contract/recovery.ts';

interface Publication {
  run_id: string;
  as_of: string;
  published_at: string;
  rows: number;
}

type Counts = Record<string, number>;

/** What a database has of the time up to a state. */
interface DatabaseState {
  counts: Counts;
  newest: Publication | undefined;
}

const FEATURES = 'features of the newest publication';

/** @param stateAt ISO time of the restored state */
export async function checkDatabase(restored: Database, source: Database, stateAt: string): Promise<RecoveryCheck[]> {
  const found = await readState(restored, stateAt);
  const expected = await readState(source, stateAt).catch((error) => {
    if (error instanceof DatabaseError) return undefined; // a table or schema is missing: that is the damage
    throw error;
  });
  return [
    ...Object.entries(found.counts).map(([name, rows]) => checkCount(name, rows, expected?.counts[name])),
    checkPublication(found.newest, expected),
    checkPublishedRows(found),
  ];
}

async function readState(database: Database, stateAt: string): Promise<DatabaseState> {
  const parameters = { until: timestamp(stateAt) };
  const counts = await database.query<{ name: string; rows: number }>(
    readSqlFile('recovery/count_rows.sql'),
    parameters,
  );
  const [newest] = await database.query<Publication>(readSqlFile('recovery/find_newest_publication.sql'), parameters);
  return { counts: Object.fromEntries(counts.map(({ name, rows }) => [name, rows])), newest };
}

/** The source may have fewer rows: what was deleted since the state is still in the restored database. */
function checkCount(name: string, rows: number, expected: number | undefined): RecoveryCheck {
  if (expected === undefined)
    return { name, passed: true, detail: `${formatCountOf(rows, 'row')}; the source cannot be read` };
  return {
    name,
    passed: rows >= expected,
    detail: `${formatCountOf(rows, 'row')}, ${formatCount(expected)} in the source`,
  };
}

/** The source may have lost its newest publications: that can be the damage. */
function checkPublication(newest: Publication | undefined, expected: DatabaseState | undefined): RecoveryCheck {
  const name = 'newest publication';
  const describe = (publication: Publication | undefined) =>
    publication ? `${publication.as_of}, published ${publication.published_at}` : 'none';
  if (!expected) return { name, passed: true, detail: `${describe(newest)}; the source cannot be read` };
  const isEqual = newest?.run_id === expected.newest?.run_id;
  return {
    name,
    passed: isEqual || readTime(newest) > readTime(expected.newest),
    detail: isEqual ? describe(newest) : `${describe(newest)}; source: ${describe(expected.newest)}`,
  };
}

const readTime = (publication: Publication | undefined): number => Date.parse(publication?.published_at ?? '') || 0;

/** Every publication says how many rows it had. Erasures delete some of them. */
function checkPublishedRows({ counts, newest }: DatabaseState): RecoveryCheck {
  const [found, published] = [counts[FEATURES] ?? 0, newest?.rows ?? 0];
  const passed = found <= published && (found > 0 || published === 0);
  return {
    name: 'published rows',
    passed,
    detail: `${formatCount(found)} of ${formatCountOf(published, 'row')} that were published`,
  };
}
