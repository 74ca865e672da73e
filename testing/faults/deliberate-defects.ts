/** Defines deliberate defects, one per invariant, and applies them, to show that the fault test finds each. */
import type { Tasks } from '../workflows/execute-state-machine.ts';
import type { FaultHarness } from './fault-harness.ts';
import { PERSONAL_MARK } from './personal-mark.ts';

interface RunInput {
  run: { run_id: string; as_of: string };
}

export interface DeliberateDefect {
  /** What the defect breaks. */
  description: string;
  /** Matches the violation that the fault test must report. */
  expectedViolation: RegExp;
  /** SQL that the superuser runs after each successful call of a function. */
  after?: { task: string; sql: (input: RunInput) => string };
  /** Functions that replace those of the workflow. */
  replacements?: Tasks;
  /** Task of the first day's run that is called again during the second's, which does no harm without the defect. */
  lateTask?: string;
  /** Changes statements that functions send. */
  rewrite?: (sql: string) => string;
  /** Number of seeds within which the defect must be found. */
  maxSeeds: number;
}

const SECOND_DAY = '2005-11-01';
/** Runs the SQL on the second day only. */
const runOnSecondDay = (sql: string) => (input: RunInput) => (input.run.as_of === SECOND_DAY ? sql : 'select 1');

export const DELIBERATE_DEFECTS: DeliberateDefect[] = [
  {
    description: 'a row is lost after it was accepted',
    after: {
      task: 'CheckQuality',
      sql: runOnSecondDay("delete from staging.transactions where transaction_id = 't0-3'"),
    },
    expectedViolation: /rows not accounted for/,
    maxSeeds: 3,
  },
  {
    description: 'a refused row is noted twice',
    after: {
      task: 'CheckQuality',
      sql: runOnSecondDay(`insert into staging.rejected_rows (run_id, table_name, file, line, reason)
        select run_id, table_name, file, line + 1000, reason from staging.rejected_rows
        join analytics.runs using (run_id) where state = 'running' on conflict do nothing`),
    },
    expectedViolation: /rows not accounted for/,
    maxSeeds: 3,
  },
  {
    description: 'a feature is a hair off',
    after: {
      task: 'CheckQuality',
      sql: runOnSecondDay(`update analytics.risk_features set inflow_90d = inflow_90d * (1 + 1e-15) where inflow_90d > 0
        and run_id = (select run_id from analytics.runs where state = 'running')`),
    },
    expectedViolation: /readers saw a half state|features differs/,
    maxSeeds: 3,
  },
  {
    description: 'a run at work changes what is published',
    after: {
      task: 'BuildPartition',
      sql: runOnSecondDay(`update analytics.risk_features set amount = 0
        where run_id in (select run_id from analytics.publications)`),
    },
    expectedViolation: /readers saw a half state|features differs/,
    maxSeeds: 3,
  },
  {
    description: 'a publication is taken back',
    after: { task: 'CloseRun', sql: () => 'delete from analytics.publications where random() < 0.5' },
    expectedViolation: /readers saw an earlier state again|readers do not see the last day|readers saw a half state/,
    maxSeeds: 6,
  },
  {
    description: 'a name comes into a table',
    after: {
      task: 'PrepareFile',
      sql: () => `insert into staging.attributes (table_name, name, type, use, label, run_id)
        values ('customers', 'x', 'category', 'ignore', '${PERSONAL_MARK}', gen_random_uuid()) on conflict do nothing`,
    },
    expectedViolation: /personal data in clear text: staging.attributes/,
    maxSeeds: 1,
  },
  {
    description: 'what is left unscored stays unscored',
    replacements: { Scoring: () => ({ outcome: 'scored', applications: 1 }) },
    expectedViolation: /not scored once/,
    maxSeeds: 1,
  },
  {
    description: 'what an unpublished run wrote is not taken back',
    rewrite: (sql) => (/^-- Undo: (deletes|restores)/.test(sql) ? 'select 1 where :run_id is null' : sql),
    expectedViolation: /differs|half state|not accounted|ended as/,
    maxSeeds: 40,
  },
  {
    description: 'a task of a run that is over is let in',
    // The key of the features would stop it too, so that defence is taken away as well.
    rewrite: (sql) => {
      if (/insert into analytics\.\w+_features/.test(sql)) return `${sql} on conflict do nothing`;
      if (!sql.includes('as newest_token')) return sql;
      return sql
        .replace('select state,', "select 'running' as state,")
        .replace('(select max(fencing_token) from analytics.runs)', 'fencing_token')
        .replace(/for (share|update)\s*$/, '');
    },
    lateTask: 'BuildPartition',
    expectedViolation: /readers saw a half state|features differs/,
    maxSeeds: 3,
  },
];

/** Applies the defect to the harness. The returned function removes it. */
export function applyDefect(
  harness: FaultHarness,
  { after, replacements = {}, lateTask, rewrite }: DeliberateDefect,
): () => void {
  const { functions, rewrite: faithful } = harness;
  harness.functions = { ...functions, ...replacements };
  if (after) {
    const { task, sql } = after;
    const work = functions[task] as (input: RunInput) => unknown;
    harness.functions[task] = async (input: RunInput) => {
      const result = await work(input);
      await harness.query(sql(input));
      return result;
    };
  }
  if (lateTask) harness.functions = { ...harness.functions, ...repeatFirstDaysTask(harness.functions, lateTask) };
  if (rewrite) harness.rewrite = rewrite;
  return () => Object.assign(harness, { functions, rewrite: faithful });
}

/** Wraps the functions so that a task of the first day is called again when the second day is about to be published. */
function repeatFirstDaysTask(functions: Tasks, task: string): Tasks {
  const [work, check] = [functions[task], functions.CheckQuality] as ((input: RunInput) => unknown)[];
  let first: RunInput | undefined;
  return {
    [task]: (input: RunInput) => {
      if (input.run.as_of !== SECOND_DAY) first = input;
      return work?.(input);
    },
    CheckQuality: async (input: RunInput) => {
      const checked = await check?.(input);
      // The run fence refuses it, unless the defect has removed the fence.
      if (input.run.as_of === SECOND_DAY && first) await Promise.resolve(work?.(first)).catch(() => {});
      return checked;
    },
  };
}
