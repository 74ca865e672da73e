/** Compares the records of the audit trail with the rows of the database: changed, missing and unrecorded rows. */
import { createHash, type Hash } from 'node:crypto';
import { json, type Sql } from '../aws/database.ts';
import { formatCountOf } from '../page/number-format.ts';
import { readSqlFile } from '../sql-file.ts';
import { NAMED_FINDINGS, type TrailFinding } from './findings.ts';
import { RECORD_KINDS, type RecordEntry, type RecordKind, type TrailEntry } from './trail-entry.ts';
import { readRecords, type TrailLocation } from './trail-store.ts';

/** What the database knows of the trail. */
export interface DatabaseContents {
  /** SHA-256 of each known entry by number. */
  heads: Map<number, string>;
  /** Whether the database planned the entry; false for one that it lost in a restore. */
  isKnown(entry: TrailEntry): boolean;
  /** Ids of deleted rows. */
  deleted: Set<string>;
}

export async function readDatabaseContents(database: Sql): Promise<DatabaseContents> {
  const [heads, planned, deleted] = [new Map<number, string>(), new Set<string>(), new Set<string>()];
  await readPages(
    database,
    'audit/list_heads.sql',
    0,
    (row: { sequence: number; entry_id: string; sha256: string }) => {
      heads.set(row.sequence, row.sha256);
      return row.sequence;
    },
  );
  await readPages(database, 'audit/list_unrecorded_plans.sql', 0, (row: { sequence: number; entry_id: string }) => {
    planned.add(row.entry_id);
    return row.sequence;
  });
  await readPages(database, 'audit/list_deletions.sql', 0, (row: { deletion_id: number; row_id: string }) => {
    deleted.add(row.row_id);
    return row.deletion_id;
  });
  // A planned entry without a head was written by a call that died before it could record it.
  const isKnown = ({ sequence, entry_id }: TrailEntry) => heads.has(sequence) || planned.has(entry_id);
  return { heads, isKnown, deleted };
}

async function readPages<Row>(database: Sql, file: string, start: number, keep: (row: Row) => number): Promise<void> {
  for (let after = start; ; ) {
    const rows = await database.query<Row>(readSqlFile(file), { after });
    if (rows.length === 0) return;
    for (const row of rows) after = keep(row);
  }
}

interface Comparison {
  findings: TrailFinding[];
  notes: string[];
}

/** Compares the records of one entry, whose objects are intact, with the rows of its range. */
export async function compareEntry(
  { database, location }: { database: Sql; location: TrailLocation },
  entry: RecordEntry,
  contents: DatabaseContents,
): Promise<Comparison> {
  if (!contents.isKnown(entry)) return { findings: [], notes: await listLostRows(database, location, entry, contents) };
  const expected = await hashRecords(location, entry, contents.deleted);
  const slices = await database.query<Slice>(readSqlFile('audit/hash_records.sql'), {
    kind: entry.kind,
    ...entry.range,
  });
  const found = new Map(slices.map(({ slice, sha256 }) => [slice, sha256]));
  const names = new Set([...expected.keys(), ...found.keys()]);
  const differing = [...names].filter((slice) => expected.get(slice) !== found.get(slice)).sort();
  const findings: TrailFinding[] = [];
  for (const slice of differing) {
    if (findings.length >= NAMED_FINDINGS) break;
    findings.push(...(await compareSlice(database, location, entry, { slice, deleted: contents.deleted })));
  }
  return { findings: limitFindings(findings, entry), notes: [] };
}

interface Slice {
  slice: string;
  sha256: string;
}

/** Hashes the records in slices, as sql/audit/hash_records.sql does, without those of deleted rows. */
async function hashRecords(
  location: TrailLocation,
  entry: RecordEntry,
  deleted: ReadonlySet<string>,
): Promise<Map<string, string>> {
  const hashes = new Map<string, Hash>();
  for await (const record of readRecords(location, entry)) {
    const id = readRowId(entry.kind, record);
    if (deleted.has(id)) continue;
    const slice = id.slice(-2);
    const hash = hashes.get(slice);
    if (hash) hash.update(`\n${record}`);
    else hashes.set(slice, createHash('sha256').update(record));
  }
  return new Map([...hashes].map(([slice, hash]) => [slice, hash.digest('hex')]));
}

async function compareSlice(
  database: Sql,
  location: TrailLocation,
  entry: RecordEntry,
  { slice, deleted }: { slice: string; deleted: ReadonlySet<string> },
): Promise<TrailFinding[]> {
  const rows = await database.query<{ row_id: string; record: string }>(
    readSqlFile('audit/list_records_of_slice.sql'),
    { kind: entry.kind, ...entry.range, slice },
  );
  const present = new Map(rows.map(({ row_id, record }) => [row_id, record]));
  const findings: TrailFinding[] = [];
  const name = (id: string) => `${SUBJECTS[entry.kind]} ${id} (entry ${entry.sequence})`;
  for await (const record of readRecords(location, entry)) {
    const id = readRowId(entry.kind, record);
    if (id.slice(-2) !== slice) continue;
    const row = present.get(id);
    present.delete(id);
    if (row === undefined && !deleted.has(id)) {
      findings.push({
        problem: 'missing_row',
        message: `${name(id)} is not in the database, and no deletion is recorded`,
      });
    } else if (row !== undefined && row !== record) {
      findings.push({
        problem: 'changed_row',
        message: `${name(id)} was changed in the database: ${listChanges(record, row)}`,
      });
    }
  }
  for (const id of present.keys()) {
    findings.push({
      problem: 'unrecorded_row',
      message: `${name(id)} is in the database, but not in the entry of its transaction`,
    });
  }
  return findings;
}

function limitFindings(findings: TrailFinding[], { sequence }: RecordEntry): TrailFinding[] {
  const [first] = findings.slice(NAMED_FINDINGS);
  if (!first) return findings;
  return [...findings.slice(0, NAMED_FINDINGS), { ...first, message: `entry ${sequence} differs in more rows` }];
}

/** Names the fields of a record that differ; only hashes say what differs in the evidence. */
function listChanges(record: string, row: string): string {
  const [recorded, present] = [JSON.parse(record), JSON.parse(row)] as Record<string, unknown>[];
  const names = Object.keys({ ...recorded, ...present });
  return names.filter((name) => JSON.stringify(recorded?.[name]) !== JSON.stringify(present?.[name])).join(', ');
}

const LOST_IDS = 1000;

/** Lists what a restored database does not have of an entry that it does not know. */
async function listLostRows(
  database: Sql,
  location: TrailLocation,
  entry: RecordEntry,
  { deleted }: DatabaseContents,
): Promise<string[]> {
  const lost: string[] = [];
  const ask = async (ids: string[]) => {
    const rows = await database.query<{ row_id: string }>(readSqlFile('audit/list_missing.sql'), {
      ...{ kind: entry.kind, row_ids: json(ids) },
    });
    lost.push(...rows.map(({ row_id }) => row_id).filter((id) => !deleted.has(id)));
  };
  let ids: string[] = [];
  for await (const record of readRecords(location, entry)) {
    ids.push(readRowId(entry.kind, record));
    if (ids.length < LOST_IDS) continue;
    await ask(ids);
    ids = [];
  }
  await ask(ids);
  const named = lost
    .slice(0, NAMED_FINDINGS)
    .map((id) => `lost in a restore: ${SUBJECTS[entry.kind]} ${id} (entry ${entry.sequence})`);
  return lost.length > named.length
    ? [...named, `lost in a restore: ${formatCountOf(lost.length, 'row')} of entry ${entry.sequence}`]
    : named;
}

const SUBJECTS: Record<RecordKind, string> = {
  earlier_decisions: 'decision',
  decisions: 'decision',
  overrides: 'override',
  events: 'audit event',
  deletions: 'deletion',
};

const ID_FIELDS: Record<RecordKind, string> = {
  earlier_decisions: 'prediction_id',
  decisions: 'prediction_id',
  overrides: 'override_id',
  events: 'event_id',
  deletions: 'deletion_id',
};

/** The key of a record's row. */
function readRowId(kind: RecordKind, record: string): string {
  return String((JSON.parse(record) as Record<string, unknown>)[ID_FIELDS[kind]]);
}

const DAY_MILLISECONDS = 86_400_000;

/** Finds rows that are in no entry although later transactions are: somebody stored them with a time or an id of their own. */
export async function findUnrecordedRows(database: Sql, from: string | undefined): Promise<TrailFinding[]> {
  const findings: TrailFinding[] = [];
  for (const kind of RECORD_KINDS) {
    if (kind === 'earlier_decisions') continue;
    for (const period of kind === 'decisions' ? await listDays(database, from) : [WHOLE_TIME]) {
      const rows = await database.query<{ row_id: string }>(readSqlFile('audit/list_unrecorded.sql'), {
        kind,
        ...period,
      });
      for (const { row_id } of rows) {
        const message = `${SUBJECTS[kind]} ${row_id} is in the database, but in no entry`;
        findings.push({ problem: 'unrecorded_row', message });
      }
    }
  }
  return findings;
}

const WHOLE_TIME = { from_time: '-infinity', to_time: 'infinity' };

/** A day's rows are counted in seconds, those of years are not. */
async function listDays(database: Sql, from: string | undefined) {
  const [bounds] = await database.query<{ from_time: string | null }>(readSqlFile('audit/find_first_decision.sql'));
  if (!bounds?.from_time) return [];
  const start = Math.max(Date.parse(bounds.from_time), from ? Date.parse(from) : 0);
  const days = [];
  for (let day = start; day < Date.now(); day += DAY_MILLISECONDS) {
    days.push({ from_time: new Date(day).toISOString(), to_time: new Date(day + DAY_MILLISECONDS).toISOString() });
  }
  return days;
}
