/**
 * Imports one object of a run into staging: COPY into a temporary table, then one statement that types, checks,
 * deduplicates and stores every row of it or rejects it with its reason. One transaction: all of it or nothing, and
 * nothing once the run has ended. The same object imported again changes nothing.
 */
import { type Database, date, uuid } from '../shared/aws/database.ts';
import { parseRunObjectKey, type RunObject } from '../shared/object-keys.ts';
import type { Part, Run } from '../shared/run.ts';
import { holdRunning } from '../shared/running.ts';
import { sqlFile } from '../shared/sql.ts';
import { partColumns } from './canonical-rows.ts';

/** Rows of the object; a later part may still turn an accepted row into a duplicate. */
export interface Imported {
  accepted: number;
  rejected: number;
}

/** Where the database reads the object from. */
export interface WorkBucket {
  bucket: string;
  region: string;
}

/** @throws {RunHasEnded} when the run is not running any more */
export function importPart(database: Database, work: WorkBucket, run: Run, part: Part): Promise<Imported> {
  const object = parseRunObjectKey(part.key);
  return database.transaction(async (transaction) => {
    await holdRunning(transaction, run);
    await transaction.execute(temporaryTable(object));
    await transaction.query(sqlFile('ingest/import_object.sql'), {
      table_name: object.kind === 'part' ? 'part' : 'unreadable',
      key: part.key,
      ...work,
    });
    const of = { run_id: uuid(run.run_id), file: object.file };
    const [imported] =
      object.kind === 'part'
        ? await transaction.query<Imported>(sqlFile(`staging/${object.table}.sql`), { ...of, as_of: date(run.as_of) })
        : await transaction.query<Imported>(sqlFile('ingest/reject_unreadable.sql'), {
            ...of,
            table_name: object.table,
          });
    return imported as Imported;
  });
}

/** The columns of a part are still text: what is no number or date is rejected by the statement, not by COPY. */
function temporaryTable(object: RunObject): string {
  if (object.kind === 'rejected') {
    return 'create temporary table unreadable (line bigint, reason text, detail jsonb) on commit drop';
  }
  const typed: Record<string, string> = { attributes: 'jsonb', source_line: 'bigint' };
  const columns = partColumns(object.table).map((name) => `${name} ${typed[name] ?? 'text'}`);
  return `create temporary table part (${columns.join(', ')}) on commit drop`;
}
