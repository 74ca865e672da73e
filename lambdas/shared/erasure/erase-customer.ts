/**
 * Erases a customer everywhere that can be reached: the person's keys, and the rows of the database. Repeats erasures on
 * a restored database. docs/privacy.md says what expires instead.
 */
import { v7 } from 'uuid';
import { type Database, json, type Sql } from '../aws/database.ts';
import { RiskError } from '../errors.ts';
import type { Erasure, ErasureList } from '../personal-data/erasures.ts';
import { erasePerson, type PersonKeyStore } from '../personal-data/person.ts';
import { readSqlFile } from '../sql-file.ts';

export interface ErasureDependencies {
  /** The database as risk_privacy. */
  database: Database;
  keys: PersonKeyStore;
  erasures: ErasureList;
  /** Nothing else uses the database yet, so a run that it shows as in progress is dead and writes nothing any more. */
  isIsolated?: boolean;
}

/** What repeating erasures needs: it records none. */
export type RestoredDependencies = Omit<ErasureDependencies, 'erasures'> & { erasures: Pick<ErasureList, 'list'> };

/** A run is in progress. It could write rows or scores of the customer that it read before the erasure. */
export class ErasureDuringRun extends RiskError {
  constructor(runId: string) {
    super(
      `run ${runId} is in progress and could write rows or scores of the customer again; erase again when it has ended`,
    );
  }
}

/** What an erasure deleted, in numbers. */
export type DeletedRows = Record<keyof typeof DELETIONS | 'keys' | 'scores', number>;

const DELETIONS = {
  features: 'privacy/delete_features.sql',
  staging: 'privacy/delete_staging_rows.sql',
  rejected: 'privacy/delete_rejected_rows.sql',
  superseded: 'privacy/delete_superseded_rows.sql',
} as const;

/**
 * Erases a customer. Idempotent: what is gone stays gone, and a repeated call deletes what came since.
 * @param request `with_scores` erases the scores too, which are evidence
 * @throws {ErasureDuringRun} when a run is in progress; it may have deleted already, and must be called again
 */
export async function eraseCustomer(
  dependencies: ErasureDependencies,
  request: { customer_id: string; with_scores: boolean; actor: string },
): Promise<DeletedRows> {
  const { actor, ...what } = request;
  const erasure = { erasure_id: v7(), erased_at: new Date().toISOString(), ...what };
  await assertNoRun(dependencies.database);
  // Recorded first: an erasure that fails half-way is on the list, so a restore repeats it.
  await dependencies.erasures.record(erasure);
  return deleteAll(dependencies, erasure, actor);
}

/** Clocks differ, and an erasure is listed some time before its rows are deleted. */
const MARGIN_MINUTES = 10;

/**
 * Repeats the erasures that a restored database has lost: those since its state, and all others that it has not recorded,
 * so that a time which is too late leaves out none, nor one that failed half-way. Call it before the database is used.
 * @param since ISO time of the state that was restored
 * @returns the number of repeated erasures
 * @throws {ErasureDuringRun} when a run is in progress and the database is not isolated
 */
export async function repeatErasures(
  dependencies: RestoredDependencies,
  since: string,
  actor: string,
): Promise<number> {
  const start = Date.parse(since) - MARGIN_MINUTES * 60_000;
  const rows = await dependencies.database.query<{ erasure_id: string }>(
    readSqlFile('privacy/list_recorded_erasures.sql'),
  );
  const recorded = new Set(rows.map(({ erasure_id }) => erasure_id));
  const listed = await dependencies.erasures.list();
  const erasures = listed.filter(
    ({ erased_at, erasure_id }) => Date.parse(erased_at) >= start || !recorded.has(erasure_id),
  );
  for (const erasure of erasures) await deleteAll(dependencies, erasure, actor);
  return erasures.length;
}

async function deleteAll(
  { database, keys, isIsolated = false }: RestoredDependencies,
  { erasure_id, customer_id, with_scores }: Erasure,
  actor: string,
): Promise<DeletedRows> {
  if (!isIsolated) await assertNoRun(database);
  const deletedKeys = await erasePerson(keys, customer_id);
  const deleted = await database.transaction(async (tx) => {
    await tx.execute(readSqlFile('privacy/remove_sample_keys.sql'), { customer_id });
    const rows: DeletedRows = { keys: deletedKeys, features: 0, staging: 0, rejected: 0, superseded: 0, scores: 0 };
    for (const [name, file] of Object.entries(DELETIONS)) {
      rows[name as keyof typeof DELETIONS] = await countDeleted(tx, file, customer_id);
    }
    if (with_scores) rows.scores = await countDeleted(tx, 'privacy/erase_scores.sql', customer_id);
    const detail = json({ ...rows, with_scores });
    await tx.execute(readSqlFile('privacy/record_erasure.sql'), { actor, erasure_id, detail });
    return rows;
  });
  // A run that opened meanwhile can have read rows before they were deleted.
  if (!isIsolated) await assertNoRun(database);
  return deleted;
}

async function assertNoRun(database: Sql): Promise<void> {
  const [run] = await database.query<{ run_id: string }>(readSqlFile('privacy/find_running_run.sql'));
  if (run) throw new ErasureDuringRun(run.run_id);
}

async function countDeleted(tx: Sql, file: string, customer_id: string): Promise<number> {
  const [row] = await tx.query<{ deleted: number }>(readSqlFile(file), { customer_id });
  return row?.deleted ?? 0;
}
