/**
 * Deliberate defects, one an invariant: the fault test is worth something only if it finds each of them.
 */
import type { Tasks } from '../workflows/execute-state-machine.ts';
import type { FaultWorld } from './fault-harness.ts';
import { MARK } from './personal-data.ts';

type Run = { run: { run_id: string; as_of: string } };

export interface Sabotage {
  /** What is broken. */
  defect: string;
  /** The beginning of what has to be found. */
  found: RegExp;
  /** Done after each successful call of a function, by the superuser. */
  after?: { task: string; sql: (input: Run) => string };
  /** Stands in for a function. */
  instead?: Tasks;
  /** Brings a task of the first day's run once more, in the midst of the second's: alone it does no harm. */
  lateTask?: string;
  /** Changes a statement that functions send. */
  rewrite?: (sql: string) => string;
  /** Seeds to look at, at most. */
  seeds: number;
}

const SECOND = '2005-11-01';
/** On the second day only. */
const onSecond = (sql: string) => (input: Run) => (input.run.as_of === SECOND ? sql : 'select 1');

export const SABOTAGES: Sabotage[] = [
  {
    defect: 'a row is lost after it was accepted',
    after: { task: 'CheckQuality', sql: onSecond("delete from staging.transactions where transaction_id = 't0-3'") },
    found: /rows not accounted for/,
    seeds: 3,
  },
  {
    defect: 'a refused row is noted twice',
    after: {
      task: 'CheckQuality',
      sql: onSecond(`insert into staging.rejected_rows (run_id, table_name, file, line, reason)
        select run_id, table_name, file, line + 1000, reason from staging.rejected_rows
        join analytics.runs using (run_id) where state = 'running' on conflict do nothing`),
    },
    found: /rows not accounted for/,
    seeds: 3,
  },
  {
    defect: 'a feature is a hair off',
    after: {
      task: 'CheckQuality',
      sql: onSecond(`update analytics.risk_features set inflow_90d = inflow_90d * (1 + 1e-15) where inflow_90d > 0
        and run_id = (select run_id from analytics.runs where state = 'running')`),
    },
    found: /readers saw a half state|features differs/,
    seeds: 3,
  },
  {
    defect: 'a run at work changes what is published',
    after: {
      task: 'BuildPartition',
      sql: onSecond(`update analytics.risk_features set amount = 0
        where run_id in (select run_id from analytics.publications)`),
    },
    found: /readers saw a half state|features differs/,
    seeds: 3,
  },
  {
    defect: 'a publication is taken back',
    after: { task: 'CloseRun', sql: () => 'delete from analytics.publications where random() < 0.5' },
    found: /readers saw an earlier state again|readers do not see the last day|readers saw a half state/,
    seeds: 6,
  },
  {
    defect: 'a name comes into a table',
    after: {
      task: 'PrepareFile',
      sql: () => `insert into staging.attributes (table_name, name, type, use, label, run_id)
        values ('customers', 'x', 'category', 'ignore', '${MARK}', gen_random_uuid()) on conflict do nothing`,
    },
    found: /personal data in clear text: staging.attributes/,
    seeds: 1,
  },
  {
    defect: 'what is left unscored stays unscored',
    instead: { Scoring: () => ({ outcome: 'scored', applications: 1 }) },
    found: /not scored once/,
    seeds: 1,
  },
  {
    defect: 'what an unpublished run wrote is not taken back',
    rewrite: (sql) => (/^-- Grain: .*(taken back|put back)/.test(sql) ? 'select 1 where :run_id is null' : sql),
    found: /differs|half state|not accounted|ended as/,
    seeds: 40,
  },
  {
    defect: 'a task of a run that is over is let in',
    rewrite: (sql) =>
      sql.includes('fencing_token as own')
        ? sql
            .replace('select state,', "select 'running' as state,")
            .replace('(select max(fencing_token) from analytics.runs)', 'fencing_token')
            .replace(/for (share|update)\s*$/, '')
        : sql,
    lateTask: 'BuildPartition',
    found: /readers saw a half state|features differs/,
    seeds: 3,
  },
];

/** The world with this defect; call what it gives to mend it. */
export function sabotaged(world: FaultWorld, { after, instead = {}, lateTask, rewrite }: Sabotage): () => void {
  const { functions, rewrite: faithful } = world;
  world.functions = { ...functions, ...instead };
  if (after) {
    const { task, sql } = after;
    const work = functions[task] as (input: Run) => unknown;
    world.functions[task] = async (input: Run) => {
      const result = await work(input);
      await world.rows(sql(input));
      return result;
    };
  }
  if (lateTask) world.functions = { ...world.functions, ...comesLate(world.functions, lateTask) };
  if (rewrite) world.rewrite = rewrite;
  return () => Object.assign(world, { functions, rewrite: faithful });
}

/** A task that is done well on the first day, and comes again when the second is about to be published. */
function comesLate(functions: Tasks, task: string): Tasks {
  const [work, check] = [functions[task], functions.CheckQuality] as ((input: Run) => unknown)[];
  let first: Run | undefined;
  return {
    [task]: (input: Run) => {
      if (input.run.as_of !== SECOND) first = input;
      return work?.(input);
    },
    CheckQuality: async (input: Run) => {
      const checked = await check?.(input);
      // Refused by the fence, where there is one.
      if (input.run.as_of === SECOND && first) await Promise.resolve(work?.(first)).catch(() => {});
      return checked;
    },
  };
}
