/**
 * Refreshes the aggregates that dashboards read, from new scores, overrides and outcomes. Every step is one transaction
 * that reads from the database what is left to do, so an aborted refresh can be repeated.
 */
import { type Database, date, json, type Sql, uuid } from '../../shared/aws/database.ts';
import { readSqlFile } from '../../shared/sql-file.ts';
import { createDeclaredDimension, DIMENSIONS, DIMENSIONS_DEFINITION, type Dimension } from './dimensions.ts';

export interface RefreshOptions {
  /** By policy version: the bands that the policy declines. */
  highRiskBands: Readonly<Record<string, readonly string[]>>;
  /** Scores that one transaction copies; 50,000 take the database a few seconds. */
  scoresPerTransaction?: number;
}

/** `at_work`: another refresh is running and refreshes everything. */
export type RefreshResult =
  | { outcome: 'refreshed'; scores: number; applications: number; days: number; counted: boolean }
  | { outcome: 'at_work' };

/** With a million applications, the pairs of one dimension with six others take the database three seconds. */
const PAIRS_PER_STATEMENT = 6;

/** A row of sql/reporting/refresh/read_refresh_state.sql. */
interface RefreshState {
  definition: string;
  pending: boolean;
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
    await runLocked(database, (tx) => refreshOverrides(tx, state));
    await markOutcomeDays(database);
    const counted = await runLocked(database, countApplications);
    const days = await countDays(database);
    await database.execute(readSqlFile('reporting/refresh/record_refresh.sql'), { now: state.now });
    return { outcome: 'refreshed', ...refreshed, days, counted };
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
  await deleteRows(tx, ['analytics.scored_applications', 'reporting.dimensions']);
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

/** @returns how many applications have a newer score than before */
async function copyScores(tx: Sql, range: TimeRange, highRiskBands: RefreshOptions['highRiskBands']): Promise<number> {
  await tx.execute(readSqlFile('reporting/scores/create_fresh_scores.sql'), {
    ...range,
    high_risk_bands: json(highRiskBands),
  });
  await tx.execute(readSqlFile('reporting/segments/add_categories.sql'));
  const storedScores = await tx.execute(readSqlFile('reporting/scores/store_scores.sql'));
  if (storedScores > 0) await tx.execute(readSqlFile('reporting/days/mark_scored_days.sql'), { ...range });
  await tx.execute(readSqlFile('reporting/refresh/record_time_range.sql'), {
    ...{ until: range.until, changed: storedScores > 0 },
  });
  return storedScores;
}

/** Applies new overrides, and deletes applications whose scores were erased. */
async function refreshOverrides(tx: Sql, { overrides_from: from }: RefreshState): Promise<void> {
  const overridden = await tx.execute(readSqlFile('reporting/scores/apply_overrides.sql'), { from });
  await tx.execute(readSqlFile('reporting/days/mark_overridden_days.sql'), { from });
  const erased = await tx.execute(readSqlFile('reporting/scores/delete_erased_scores.sql'));
  if (overridden + erased > 0) await setPending(tx, true);
}

const setPending = (tx: Sql, pending: boolean) =>
  tx.execute(readSqlFile('reporting/refresh/set_pending.sql'), { pending });

/** Marks the days whose outcomes a published run delivered. Each run is read once. */
async function markOutcomeDays(database: Database): Promise<void> {
  const runs = await database.query<{ run_id: string; as_of: string }>(
    readSqlFile('reporting/days/list_uncounted_runs.sql'),
  );
  for (const { run_id, as_of } of runs) {
    await runLocked(database, async (tx) => {
      await tx.execute(readSqlFile('reporting/days/mark_outcome_days.sql'), { as_of: date(as_of) });
      await tx.execute(readSqlFile('reporting/days/record_counted_run.sql'), { run_id: uuid(run_id) });
    });
  }
}

/** Counts all applications again when one has changed. Readers see the old aggregates until the transaction ends. */
async function countApplications(tx: Sql): Promise<boolean> {
  if (!(await readState(tx)).pending) return false;
  await deleteRows(tx, ['reporting.score_totals', 'reporting.segment_totals', 'reporting.segment_applications']);
  await tx.execute(readSqlFile('reporting/scores/count_scores.sql'));
  await tx.execute(readSqlFile('reporting/segments/rank_all_applications.sql'));
  const dimensions = await tx.query<{ dimension_id: number }>(readSqlFile('reporting/segments/list_dimensions.sql'));
  for (const { dimension_id } of dimensions) {
    for (let first = 1; first <= dimension_id; first += PAIRS_PER_STATEMENT) {
      const last = Math.min(first + PAIRS_PER_STATEMENT - 1, dimension_id);
      await tx.execute(readSqlFile('reporting/segments/count_segments.sql'), { dimension_id, first, last });
    }
    await tx.execute(readSqlFile('reporting/segments/rank_applications.sql'), { dimension_id });
  }
  await setPending(tx, false);
  return true;
}

/** Counts every marked day again. @returns how many */
async function countDays(database: Database): Promise<number> {
  const days = await database.query<{ as_of: string }>(readSqlFile('reporting/days/list_stale_days.sql'));
  for (const { as_of } of days) {
    const day = { as_of: date(as_of) };
    await runLocked(database, async (tx) => {
      await tx.execute(readSqlFile('reporting/days/delete_stale_day.sql'), day);
      await tx.execute(readSqlFile('reporting/days/delete_day_totals.sql'), day);
      await tx.execute(readSqlFile('reporting/days/count_day.sql'), day);
    });
  }
  return days.length;
}
