/**
 * Refreshes the aggregates that dashboards read, from new scores, overrides and outcomes. Every step is one transaction
 * that reads from the database what is left to do, so an aborted refresh can be repeated.
 */
import { type Database, date, json, type Sql, uuid } from '../../shared/aws/database.ts';
import { readSqlFile } from '../../shared/sql-file.ts';
import { type CountOptions, countDays, countMonths } from './count-figures.ts';
import { createDeclaredDimension, DIMENSIONS, DIMENSIONS_DEFINITION, type Dimension } from './dimensions.ts';

export interface RefreshOptions {
  /** By policy version: the bands that the policy declines. */
  highRiskBands: Readonly<Record<string, readonly string[]>>;
  /** Scores that one transaction copies; 50,000 take the database a few seconds. */
  scoresPerTransaction?: number;
  rowsPerStatement?: CountOptions['rowsPerStatement'];
}

/** `at_work`: another refresh is running and refreshes everything. */
export type RefreshResult =
  | { outcome: 'refreshed'; scores: number; applications: number; months: number; days: number }
  | { outcome: 'at_work' };

/** The release before migration 0055 writes them, and nothing else does. They lead to persons. */
const TABLES_OF_EARLIER_RELEASES = ['analytics.scored_applications', 'reporting.segment_applications'];

/** A row of sql/reporting/refresh/read_refresh_state.sql. */
interface RefreshState {
  definition: string;
  scores_from: string;
  overrides_from: string;
  now: string;
}

/** Scores that were stored after `from` and until `until`, both UTC. */
interface TimeRange {
  from: string;
  until: string;
}

/** Another refresh has the lock. */
class RefreshLocked extends Error {}

/** Refreshes everything. When a step fails, the results of the steps before it stay. */
export async function refreshReporting(database: Database, options: RefreshOptions): Promise<RefreshResult> {
  try {
    const state = await runLocked(database, prepareDimensions);
    const refreshed = await refreshScores(database, state, options);
    await runLocked(database, markChangedScores);
    await storeOutcomes(database);
    const counting: CountOptions = { from: state.overrides_from, rowsPerStatement: options.rowsPerStatement };
    const months = await runLocked(database, (tx) => countMonths(tx, counting));
    const days = await countDays((work) => runLocked(database, work), counting);
    await database.execute(readSqlFile('reporting/refresh/record_refresh.sql'), { now: state.now });
    return { outcome: 'refreshed', ...refreshed, months, days };
  } catch (error) {
    if (error instanceof RefreshLocked) return { outcome: 'at_work' };
    throw error;
  }
}

/** Runs a transaction under the refresh lock. @throws {RefreshLocked} when another refresh has it */
function runLocked<Result>(database: Database, work: (tx: Sql) => Promise<Result>): Promise<Result> {
  return database.transaction(async (tx) => {
    const [lock] = await tx.query<{ is_locked: boolean }>(readSqlFile('reporting/refresh/lock_refresh.sql'));
    if (!lock?.is_locked) throw new RefreshLocked();
    return work(tx);
  });
}

/** Adds new dimensions. When the definition of one has changed, all aggregates are deleted and counted again. */
async function prepareDimensions(tx: Sql): Promise<RefreshState> {
  if ((await readState(tx)).definition !== DIMENSIONS_DEFINITION) await resetAggregates(tx);
  const declared = await tx.query<{ feature: string; label: string }>(
    readSqlFile('reporting/segments/list_declared_categories.sql'),
  );
  const declaredDimensions = declared.map(({ feature, label }) => createDeclaredDimension(feature, label));
  const dimensions = json([...DIMENSIONS, ...declaredDimensions] satisfies Dimension[]);
  await tx.execute(readSqlFile('reporting/segments/add_dimensions.sql'), { dimensions });
  await tx.execute(readSqlFile('reporting/segments/add_segments.sql'), { dimensions });
  return readState(tx);
}

async function readState(tx: Sql): Promise<RefreshState> {
  const [state] = await tx.query<RefreshState>(readSqlFile('reporting/refresh/read_refresh_state.sql'));
  return state as RefreshState;
}

async function resetAggregates(tx: Sql): Promise<void> {
  await tx.execute(readSqlFile('reporting/months/mark_all.sql'));
  await deleteRows(tx, ['analytics.counted_scores', ...TABLES_OF_EARLIER_RELEASES, 'reporting.dimensions']);
  await tx.execute(readSqlFile('reporting/refresh/reset_refresh_state.sql'), { definition: DIMENSIONS_DEFINITION });
}

async function deleteRows(tx: Sql, tables: readonly string[]): Promise<void> {
  for (const table of tables) await tx.execute(`delete from ${table}`);
}

/**
 * Copies new scores in the order in which they were stored. Scores stored meanwhile may be left to the next refresh.
 */
async function refreshScores(
  database: Database,
  { scores_from }: RefreshState,
  { highRiskBands, scoresPerTransaction = 50_000 }: RefreshOptions,
): Promise<{ scores: number; applications: number }> {
  const totals = { scores: 0, applications: 0 };
  let range = await findTimeRange(database, scores_from, scoresPerTransaction);
  while (range) {
    const { from, until, scores } = range;
    totals.scores += scores;
    totals.applications += await runLocked(database, (tx) => copyScores(tx, { from, until }, highRiskBands));
    range = scores < scoresPerTransaction ? undefined : await findTimeRange(database, until, scoresPerTransaction);
  }
  return totals;
}

/** Finds the range of the next `rows` scores after `from`; undefined when there are none. */
async function findTimeRange(
  database: Database,
  from: string,
  rows: number,
): Promise<(TimeRange & { scores: number }) | undefined> {
  const statement = readSqlFile('reporting/refresh/find_time_range.sql');
  const [range] = await database.query<{ until: string | null; scores: number }>(statement, { from, rows });
  return range?.until ? { from, until: range.until, scores: range.scores } : undefined;
}

/** @returns how many applications have a newer score of a day than before */
async function copyScores(tx: Sql, range: TimeRange, highRiskBands: RefreshOptions['highRiskBands']): Promise<number> {
  await tx.execute(readSqlFile('reporting/scores/create_fresh_scores.sql'), {
    ...range,
    high_risk_bands: json(highRiskBands),
  });
  await tx.execute(readSqlFile('reporting/segments/add_categories.sql'));
  await tx.execute(readSqlFile('reporting/scores/replace_newest_scores.sql'));
  const storedScores = await tx.execute(readSqlFile('reporting/scores/store_scores.sql'));
  if (storedScores > 0) await tx.execute(readSqlFile('reporting/scores/apply_fresh_overrides.sql'));
  if (storedScores > 0) await tx.execute(readSqlFile('reporting/scores/mark_fresh_scores.sql'));
  await tx.execute(readSqlFile('reporting/refresh/record_time_range.sql'), { until: range.until });
  return storedScores;
}

/**
 * Marks what new overrides and ends change, and deletes the copies of erased scores. An application whose newest score
 * was erased with its customer counts with the newest one that is left.
 */
async function markChangedScores(tx: Sql): Promise<void> {
  await tx.execute(readSqlFile('reporting/scores/mark_overridden_scores.sql'));
  await tx.execute(readSqlFile('reporting/scores/delete_erased_scores.sql'));
  await tx.execute(readSqlFile('reporting/scores/restore_newest_scores.sql'));
}

/** Stores the outcomes that published runs delivered. Each run is read once. */
async function storeOutcomes(database: Database): Promise<void> {
  const runs = await database.query<{ run_id: string; as_of: string }>(
    readSqlFile('reporting/refresh/list_uncounted_runs.sql'),
  );
  for (const { run_id, as_of } of runs) {
    await runLocked(database, async (tx) => {
      await tx.execute(readSqlFile('reporting/scores/store_outcomes.sql'), { as_of: date(as_of) });
      await tx.execute(readSqlFile('reporting/refresh/record_counted_run.sql'), { run_id: uuid(run_id) });
    });
  }
}
