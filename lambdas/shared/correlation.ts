/**
 * The ids of what a function works on just now, carried to whatever is called on the way: the database's log and its
 * views of running and of slow statements name the execution, run and request that a statement is of.
 */
import { AsyncLocalStorage } from 'node:async_hooks';

/** By name, such as run_id and request. Ids only, never content. */
export type Correlation = Readonly<Record<string, string | number>>;

const current = new AsyncLocalStorage<Correlation>();

/** Runs `work` as part of what these ids name. */
export function runWithCorrelation<Result>(ids: Correlation, work: () => Promise<Result>): Promise<Result> {
  return current.run(ids, work);
}

/**
 * The statement with the ids in a comment at its end, in the form of sqlcommenter; as it is where there are none. What is
 * no letter, digit or `_.-` is left out: no id ends the comment, and none looks like a parameter, which begins with a
 * colon. An ARN's last part says as much as the whole.
 */
export function appendCorrelation(sql: string): string {
  const ids = Object.entries(current.getStore() ?? {}).map(([name, value]) => `${name}='${short(value)}'`);
  return ids.length > 0 ? `${sql}\n/* ${ids.join(',')} */` : sql;
}

const short = (value: string | number): string =>
  (String(value).split(':').at(-1) ?? '').replaceAll(/[^\w./-]/g, '').replaceAll(/\/(?=\*)|\*/g, '');
