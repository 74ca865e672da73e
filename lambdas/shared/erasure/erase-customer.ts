/**
 * Erases a customer everywhere that the register of places names: the person's keys, objects in every version, and the
 * rows of the database. Repeats erasures on a restored database. docs/privacy.md says what expires instead.
 */
import { v7 } from 'uuid';
import { type Database, json, type Sql } from '../aws/database.ts';
import { RiskError } from '../errors.ts';
import type { Erasure, ErasureList } from '../personal-data/erasures.ts';
import { type DecryptLoadKey, erasePerson, type PersonKeyStore } from '../personal-data/person.ts';
import { OBJECT_PLACES } from '../privacy/object-places.ts';
import { type ErasedObjects, eraseObjects } from '../privacy/objects/erase-objects.ts';
import { listNamedObjects } from '../privacy/objects/named-objects.ts';
import type { VersionStore } from '../privacy/objects/object-versions.ts';
import type { RewrittenFile } from '../privacy/objects/rewrite-file.ts';
import { rewriteManifests } from '../privacy/objects/rewrite-manifests.ts';
import type { PersonMarks } from '../privacy/person-marks.ts';
import type { BucketName } from '../privacy/places.ts';
import { readPerson } from '../privacy/read-person.ts';
import { type DeletedRows, eraseLastRows, eraseRows } from '../privacy/rows/erase-rows.ts';
import { readSqlFile } from '../sql-file.ts';

/** The buckets that an erasure searches. */
export interface ErasedBuckets {
  store: VersionStore;
  names: Partial<Record<BucketName, string>>;
}

export interface ErasureDependencies {
  /** The database as risk_privacy. */
  database: Database;
  keys: PersonKeyStore;
  erasures: ErasureList;
  /** Opens personal data once more, so that files without ids are found; absent where the caller may not. */
  decryptLoadKey?: DecryptLoadKey;
  /** Absent where no object is reached: a restore brings back rows only. */
  buckets?: ErasedBuckets;
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

/** What an erasure did, in numbers. */
export interface ErasureResult {
  keys: number;
  /** Deleted rows by what counts them. */
  rows: DeletedRows;
  /** Null where no object was searched. */
  objects: ErasedObjects | null;
  /** Versions and stages of models whose training knew an outcome of the person: nothing takes it out of them. */
  models: { version: string; stage: string }[];
}

/**
 * Erases a customer. Idempotent: what is gone stays gone, and a repeated call deletes what came since.
 * @param request `with_scores` erases the scores and cases too, which are evidence
 * @throws {ErasureDuringRun} when a run is in progress; it may have deleted already, and must be called again
 */
export async function eraseCustomer(
  dependencies: ErasureDependencies,
  request: { customer_id: string; with_scores: boolean; actor: string },
): Promise<ErasureResult> {
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
  dependencies: RestoredDependencies,
  { erasure_id, customer_id, with_scores }: Erasure,
  actor: string,
): Promise<ErasureResult> {
  const { database, keys, decryptLoadKey, isIsolated = false } = dependencies;
  if (!isIsolated) await assertNoRun(database);
  // While the keys are there, and while rows still say which ids are the person's.
  const person = await readPerson({ database, keys, decryptLoadKey }, customer_id);
  const models = await database.query<ErasureResult['models'][number]>(readSqlFile('privacy/list_models.sql'), {
    customer_id,
  });
  const deletedKeys = await erasePerson(keys, customer_id);
  // Before the rows, so that an erasure that fails here finds the ids again when it is repeated.
  const objects = await eraseBuckets(dependencies, person, with_scores);
  const owner = { customer_id, applications: person.ids };
  const rows = await database.transaction(async (tx) => {
    const deleted = await eraseRows(tx, owner, with_scores);
    const detail = json({ keys: deletedKeys, rows: deleted, objects, models: models.length, with_scores });
    await tx.execute(readSqlFile('privacy/record_erasure.sql'), { actor, erasure_id, detail });
    return deleted;
  });
  // A run that opened meanwhile can have read rows before they were deleted.
  if (!isIsolated) await assertNoRun(database);
  return { keys: deletedKeys, rows: { ...rows, ...(await eraseLastRows(database, owner)) }, objects, models };
}

async function eraseBuckets(
  { database, buckets }: RestoredDependencies,
  person: PersonMarks,
  withScores: boolean,
): Promise<ErasedObjects | null> {
  if (!buckets) return null;
  const rewritten = new Map<string, RewrittenFile>();
  const { store, names } = buckets;
  const onRewritten = (bucket: BucketName, key: string, file: RewrittenFile) => {
    if (bucket === 'landing') rewritten.set(key, file);
  };
  const erased = await eraseObjects({ store, buckets: names, onRewritten }, OBJECT_PLACES, person);
  const owner = { customer_id: person.customer_id, applications: person.ids };
  const due = OBJECT_PLACES.filter(({ when }) => when === 'always' || (withScores && when === 'scores'));
  for await (const { version } of listNamedObjects({ database, store, buckets: names }, due, owner)) {
    await store.remove(version);
    erased.deleted += 1;
  }
  if (names.landing) await rewriteManifests({ store, bucket: names.landing, database }, rewritten);
  return erased;
}

async function assertNoRun(database: Sql): Promise<void> {
  const [run] = await database.query<{ run_id: string }>(readSqlFile('privacy/find_running_run.sql'));
  if (run) throw new ErasureDuringRun(run.run_id);
}
