/**
 * Counts what is new into the tables that dashboards read. Every step is a transaction of its own and finds by itself
 * what is left to do, so a refresh that dies is simply run again, and one that runs again changes nothing.
 */
import { type Database, date, json, type Sql, uuid } from '../../shared/aws/database.ts';
import { readSqlFile } from '../../shared/sql-file.ts';
import { createDeclaredDimension, DIMENSIONS, DIMENSIONS_DEFINITION, type Dimension } from './dimensions.ts';

export type RefreshOptions = {
  /** By policy version: bands that it declines by the score. */
  highRiskBands: Readonly<Record<string, readonly string[]>>;
  /** Scores that one transaction takes in; 50,000 are a few seconds of the database. */
  scoresPerTransaction?: number;
};

/** at_work: another refresh is; it counts everything that this one would have. */
export type RefreshResult =
  | { outcome: 'refreshed'; scores: number; applications: number; days: number; counted: boolean }
  | { outcome: 'at_work' };

/** Of a million applications, the pairs of one dimension with so many others are three seconds of the database. */
const PAIRS_PER_STATEMENT = 6;

type State = { definition: string; pending: boolean; scores_from: string; overrides_from: string; now: string };

/** Another refresh holds the lock. */
class RefreshLocked extends Error {}

/** @throws as the database does; what was done by then stays done */
export async function refreshReporting(database: Database, options: RefreshOptions): Promise<RefreshResult> {
  try {
    const started = await inStep(database, prepare);
    const taken = await takeScores(database, started, options);
    await inStep(database, (step) => takeOverrides(step, started));
    await takeOutcomes(database);
    const counted = await inStep(database, countApplications);
    const days = await countDays(database);
    await database.execute(
      `update reporting.refresh_state set refreshed_at = greatest(refreshed_at, cast(:now as timestamptz))`,
      { now: started.now },
    );
    return { outcome: 'refreshed', ...taken, days, counted };
  } catch (error) {
    if (error instanceof RefreshLocked) return { outcome: 'at_work' };
    throw error;
  }
}

/** One transaction, in which no other refresh is at work. */
function inStep<Result>(database: Database, work: (step: Sql) => Promise<Result>): Promise<Result> {
  return database.transaction(async (step) => {
    const [lock] = await step.query<{ held: boolean }>(readSqlFile('reporting/refresh/lock_refresh.sql'));
    if (!lock?.held) throw new RefreshLocked();
    return work(step);
  });
}

/** Knows every dimension. Where one is defined anew, what was counted by the old ones is forgotten. */
async function prepare(step: Sql): Promise<State> {
  const [before] = await step.query<State>(readSqlFile('reporting/refresh/read_refresh_state.sql'));
  if (before?.definition !== DIMENSIONS_DEFINITION) await forget(step);
  const declared = await step.query<{ feature: string; label: string }>(
    readSqlFile('reporting/segments/list_declared_categories.sql'),
  );
  const lenders = declared.map(({ feature, label }) => createDeclaredDimension(feature, label));
  const dimensions = json([...DIMENSIONS, ...lenders] satisfies Dimension[]);
  await step.execute(readSqlFile('reporting/segments/add_dimensions.sql'), { dimensions });
  await step.execute(readSqlFile('reporting/segments/add_segments.sql'), { dimensions });
  const [state] = await step.query<State>(readSqlFile('reporting/refresh/read_refresh_state.sql'));
  return state as State;
}

async function forget(step: Sql): Promise<void> {
  for (const table of ['analytics.scored_applications', 'reporting.dimensions']) {
    await step.execute(`delete from ${table}`);
  }
  await step.execute(
    `update reporting.refresh_state set definition = :definition, scores_until = '-infinity', pending = true`,
    { definition: DIMENSIONS_DEFINITION },
  );
}

/** Step by step in the order in which they were stored; what is stored meanwhile may be the next refresh's. */
async function takeScores(
  database: Database,
  { scores_from }: State,
  { highRiskBands, scoresPerTransaction: scoresPerStep = 50_000 }: RefreshOptions,
): Promise<{ scores: number; applications: number }> {
  const taken = { scores: 0, applications: 0 };
  let time = await nextTime(database, scores_from, scoresPerStep);
  while (time) {
    const { from, until, scores } = time;
    taken.scores += scores;
    taken.applications += await inStep(database, (step) => takeTime(step, { from, until }, highRiskBands));
    time = scores < scoresPerStep ? undefined : await nextTime(database, until, scoresPerStep);
  }
  return taken;
}

type Time = { from: string; until: string };

/** From when (exclusive) until when (inclusive) the next scores were stored; undefined when there are none. */
async function nextTime(
  database: Database,
  from: string,
  rows: number,
): Promise<(Time & { scores: number }) | undefined> {
  const [end] = await database.query<{ until: string | null; scores: number }>(
    readSqlFile('reporting/refresh/find_time_range.sql'),
    {
      from,
      rows,
    },
  );
  return end?.until ? { from, until: end.until, scores: end.scores } : undefined;
}

/** Returns how many applications have a newer score now. */
async function takeTime(step: Sql, time: Time, highRiskBands: RefreshOptions['highRiskBands']): Promise<number> {
  await step.execute(readSqlFile('reporting/scores/create_fresh_scores.sql'), {
    ...time,
    high_risk_bands: json(highRiskBands),
  });
  await step.execute(readSqlFile('reporting/segments/add_categories.sql'));
  const stored = await step.execute(readSqlFile('reporting/scores/store_scores.sql'));
  if (stored > 0) await step.execute(readSqlFile('reporting/days/mark_scored_days.sql'), time);
  await step.execute(readSqlFile('reporting/refresh/record_time_range.sql'), {
    until: time.until,
    changed: stored > 0,
  });
  return stored;
}

async function takeOverrides(step: Sql, { overrides_from: from }: State): Promise<void> {
  const overruled = await step.execute(readSqlFile('reporting/scores/apply_overrides.sql'), { from });
  await step.execute(readSqlFile('reporting/days/mark_overridden_days.sql'), { from });
  const erased = await step.execute(readSqlFile('reporting/scores/delete_erased_scores.sql'));
  if (overruled + erased > 0) await step.execute('update reporting.refresh_state set pending = true');
}

/** Outcomes come with deliveries: those of a published run are counted once. */
async function takeOutcomes(database: Database): Promise<void> {
  const runs = await database.query<{ run_id: string; as_of: string }>(
    readSqlFile('reporting/days/list_uncounted_runs.sql'),
  );
  for (const { run_id, as_of } of runs) {
    await inStep(database, async (step) => {
      await step.execute(readSqlFile('reporting/days/mark_outcome_days.sql'), { as_of: date(as_of) });
      await step.execute('insert into reporting.refreshed_runs (run_id) values (:run_id) on conflict do nothing', {
        run_id: uuid(run_id),
      });
    });
  }
}

/** Counts all again where an application has changed; readers see the figures of before until all are there. */
async function countApplications(step: Sql): Promise<boolean> {
  const [state] = await step.query<State>(readSqlFile('reporting/refresh/read_refresh_state.sql'));
  if (!state?.pending) return false;
  for (const table of ['score_totals', 'segment_totals', 'segment_applications']) {
    await step.execute(`delete from reporting.${table}`);
  }
  await step.execute(readSqlFile('reporting/scores/count_scores.sql'));
  await step.execute(readSqlFile('reporting/segments/rank_all_applications.sql'));
  const known = await step.query<{ dimension_id: number }>('select dimension_id from reporting.dimensions order by 1');
  for (const { dimension_id } of known) {
    for (let first = 1; first <= dimension_id; first += PAIRS_PER_STATEMENT) {
      const last = Math.min(first + PAIRS_PER_STATEMENT - 1, dimension_id);
      await step.execute(readSqlFile('reporting/segments/count_segments.sql'), { dimension_id, first, last });
    }
    await step.execute(readSqlFile('reporting/segments/rank_applications.sql'), { dimension_id });
  }
  await step.execute('update reporting.refresh_state set pending = false');
  return true;
}

/** Counts the days anew that anything has happened to; returns how many. */
async function countDays(database: Database): Promise<number> {
  const stale = await database.query<{ as_of: string }>(
    'select cast(as_of as text) as as_of from reporting.stale_days order by as_of',
  );
  for (const { as_of } of stale) {
    const day = { as_of: date(as_of) };
    await inStep(database, async (step) => {
      await step.execute('delete from reporting.stale_days where as_of = :as_of', day);
      await step.execute('delete from reporting.day_totals where as_of = :as_of', day);
      await step.execute(readSqlFile('reporting/days/count_day.sql'), day);
    });
  }
  return stale.length;
}
