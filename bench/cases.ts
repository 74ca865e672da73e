/**
 * `npm run bench:cases [-- --cases 100000 --runs 200 --json]`: measures how long reviewers wait. Stores referred scores as
 * a night does, with and without the trigger that opens cases, decides most of them, and calls the queue, a case, the next
 * case, a claim and the figures through the Data API.
 */
import { performance } from 'node:perf_hooks';
import { parseArgs } from 'node:util';
import { readCaseFigures } from '../lambdas/prediction-api/cases/case-figures.ts';
import { claimCase, claimNextCase } from '../lambdas/prediction-api/cases/change-case.ts';
import { listCases } from '../lambdas/prediction-api/cases/list-cases.ts';
import { readCase } from '../lambdas/prediction-api/cases/read-case.ts';
import type { casesRoute } from '../lambdas/prediction-api/contract/routes/cases.ts';
import type { OperationInput } from '../lambdas/prediction-api/http/operation.ts';
import { getObjectStore } from '../lambdas/shared/aws/object-store.ts';
import type { Role } from '../lambdas/shared/people/roles.ts';
import { storeModel } from '../testing/cases/stored-scores.ts';
import { type MigratedDatabase, startMigratedDatabase } from '../testing/database/migrated-database.ts';
import { createTestPool } from '../testing/governance/user-pool.ts';
import { computeMedian, createTable, describeMachine, formatGoals, type Goal, readLoadAverage } from './results.ts';

const { values: options } = parseArgs({
  options: {
    cases: { type: 'string', default: '100000' },
    runs: { type: 'string', default: '200' },
    json: { type: 'boolean', default: false },
  },
});
const CASES = Number(options.cases);
const RUNS = Number(options.runs);
/** Milliseconds, as the specification requires. */
const CALL_GOAL = 200;
/** Seconds that opening cases may add to a night. */
const OPENING_GOAL = 5;
const NIGHT_SCORES = 100_000;
const REVIEWERS = 20;

interface CallTimes {
  name: string;
  median: number;
  p95: number;
}

const caller = {
  ...{ clientId: 'bench', name: 'reviewer-1', isPerson: true, scopes: new Set<string>() },
  roles: new Set<Role>(['underwriter']),
};

/** Stores the scores of a night with one statement; a quarter is referred. Returns the seconds. */
async function storeNight({ superuser }: MigratedDatabase, prefix: string, rows: number, referred: number) {
  const started = performance.now();
  await superuser.query(
    `insert into predictions.risk_scores (prediction_id, application_id, customer_id, source, as_of, features_as_of,
       features, lineage, model_version, model_sha256, policy_version, pd, raw, score, band, decision, decided_by,
       reasons, lgd, ead, expected_loss, requested_by)
     select cases.create_id(), $1 || i, 'customer-' || i % 50000, 'batch', '2026-11-01', '2026-11-01',
       '{"purpose": "car"}', '{}', 'cases-model', 'hash', '2026-11-23', 0.15 + 0.15 * random(), 0, 600,
       (array['B', 'C', 'D'])[1 + i % 3], case when i % $3 = 0 then 'refer' else 'approve' end, 'score',
       jsonb_build_array(jsonb_build_object('feature', 'f' || i % 7), jsonb_build_object('feature', 'f' || i % 5)),
       0.45, 1000 + i % 60000, 10, 'scoring/1'
     from generate_series(1, $2::int) i`,
    [prefix, rows, referred],
  );
  return (performance.now() - started) / 1000;
}

/** Decides seven of ten cases, lets people hold one of ten, and gives half of the scores an outcome. */
async function workOff({ superuser }: MigratedDatabase): Promise<void> {
  await superuser.query('alter table cases.cases disable trigger user');
  await superuser.query(
    `update cases.cases set opened_at = now() - random() * interval '80 days', due_at = now() + random() * interval '2 days'`,
  );
  await superuser.query(
    `update cases.cases
     set due_at = opened_at + interval '48 hours', state = 'decided', reason = 'It is so.', client_id = 'bench',
       decision = (array['approve', 'decline'])[1 + (random() < 0.4)::int],
       reason_codes = (array['{affordable}', '{unaffordable,other}', '{income_verified}'])[1 + floor(random() * 3)]::text[],
       decided_by = 'reviewer-' || floor(random() * $1), decided_at = opened_at + random() * interval '60 hours',
       closed_at = opened_at + random() * interval '60 hours'
     where case_id in (select case_id from cases.cases order by case_id limit $2)`,
    [REVIEWERS, Math.floor(CASES * 0.7)],
  );
  await superuser.query('alter table cases.cases enable trigger user');
  await superuser.query(
    `update cases.cases set holder = 'reviewer-' || floor(random() * $1), held_until = now() + interval '4 hours'
     where closed_at is null and random() < 0.3`,
    [REVIEWERS],
  );
  await superuser.query(
    `insert into analytics.counted_scores (application_id, as_of, prediction_id, scored_at, is_newest, model_version, pd,
       score, band, decision, day_decision, high_risk, exposure, expected_loss, defaulted, segments)
     select application_id, '2026-11-01', prediction_id, scored_at, true, model_version, pd, score, band, 'approve',
       'approve', false, ead, 10, case when random() < 0.5 then random() < 0.2 end, '{}'
     from predictions.risk_scores on conflict do nothing`,
  );
  await superuser.query('analyze');
}

async function measureCalls(db: MigratedDatabase): Promise<CallTimes[]> {
  const database = db.connect('risk_cases');
  const dependencies = {
    ...{ database: () => database, readName: async (name: string) => name, readGroups: async () => new Set<string>() },
    ...{ pool: () => createTestPool(() => ({})), objects: getObjectStore },
  };
  const { rows } = await db.superuser.query<{ case_id: string }>(
    'select case_id from cases.cases where closed_at is null and holder is null order by random() limit 1000',
  );
  let next = 0;
  const pickCase = () => ({ case_id: rows[next++ % rows.length]?.case_id ?? '' });
  const list = (query: Partial<OperationInput<typeof casesRoute>['query']> = {}) =>
    listCases(dependencies, { query: { state: 'unfinished', limit: 50, ...query }, caller } as never);
  const second = await list();
  const calls: Record<string, () => Promise<unknown>> = {
    'queue, first page': () => list(),
    'queue, second page': () => list({ after: second.next_after ?? undefined }),
    'queue, of one kind': () => list({ kind: 'referral' }),
    'queue, free': () => list({ holder: 'none' }),
    'queue, mine': () => list({ holder: 'me' }),
    'queue, overdue': () => list({ overdue: 'true' }),
    'queue, waiting for a second person': () => list({ state: 'waiting_for_second' }),
    'all cases, decided ones': () => list({ state: 'decided' }),
    'a case': () => readCase(dependencies, { params: pickCase(), caller }),
    'claim a case': () => claimCase(dependencies, { params: pickCase(), body: {}, caller } as never),
    'claim the next case': () => claimNextCase(dependencies, { body: {}, caller } as never),
    'figures of 90 days': () => readCaseFigures(dependencies, { query: {} }),
  };
  const results: CallTimes[] = [];
  for (const [name, call] of Object.entries(calls)) results.push(await measureCall(name, call));
  return results;
}

async function measureCall(name: string, call: () => Promise<unknown>): Promise<CallTimes> {
  await call();
  const times: number[] = [];
  for (let i = 0; i < RUNS; i += 1) {
    const started = performance.now();
    await call();
    times.push(performance.now() - started);
  }
  const sorted = times.toSorted((a, b) => a - b);
  return { name, median: computeMedian(times), p95: sorted[Math.ceil(RUNS * 0.95) - 1] ?? 0 };
}

function printTables(nights: Record<string, number>, calls: CallTimes[]): void {
  const nightTable = createTable([`a night of ${NIGHT_SCORES.toLocaleString('en-GB')} scores`, 's']);
  for (const [name, seconds] of Object.entries(nights)) nightTable.push([name, seconds.toFixed(1)]);
  const callTable = createTable(['call', 'median ms', 'p95 ms']);
  for (const { name, median, p95 } of calls) callTable.push([name, median.toFixed(1), p95.toFixed(1)]);
  console.log(`${nightTable}\n${callTable}`);
}

function buildGoals(calls: CallTimes[], added: number): Goal[] {
  const slowest = Math.max(...calls.map(({ p95 }) => p95));
  return [
    {
      name: 'slowest call, p95',
      value: Number(slowest.toFixed(1)),
      unit: 'ms',
      goal: CALL_GOAL,
      met: slowest < CALL_GOAL,
    },
    {
      ...{ name: 'what opening cases adds to a night', value: Number(added.toFixed(1)), unit: 's' },
      ...{ goal: OPENING_GOAL, met: added < OPENING_GOAL },
    },
  ];
}

async function main(): Promise<void> {
  const loadBefore = readLoadAverage();
  const db = await startMigratedDatabase();
  try {
    await storeModel(db.superuser);
    await storeNight(db, 'warm-', 1000, 4);
    await db.superuser.query('alter table predictions.risk_scores disable trigger follow_scores');
    const without = await storeNight(db, 'without-', NIGHT_SCORES, 4);
    await db.superuser.query('alter table predictions.risk_scores enable trigger follow_scores');
    const withTrigger = await storeNight(db, 'night-', NIGHT_SCORES, 4);
    await storeNight(db, 'case-', Math.max(0, CASES - NIGHT_SCORES / 4), 1);
    await workOff(db);
    const calls = await measureCalls(db);
    printTables({ 'without cases': without, 'with a case for each fourth': withTrigger }, calls);
    console.log(
      `${describeMachine()}; load ${loadBefore} before, ${readLoadAverage()} after; ${CASES} cases, ${RUNS} runs a call`,
    );
    if (options.json) console.log(formatGoals('cases', buildGoals(calls, withTrigger - without)));
  } finally {
    await db.stop();
  }
}

await main();
