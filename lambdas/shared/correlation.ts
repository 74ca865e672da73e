/**
 * Adds the ids of the current execution, run and request to every SQL statement, so that the database's log and its
 * views of running and slow statements name them.
 */
import { AsyncLocalStorage } from 'node:async_hooks';

/** Ids by name, such as run_id and request. Never content. */
export type Correlation = Readonly<Record<string, string | number>>;

const current = new AsyncLocalStorage<Correlation>();

/** Runs `work` with these ids. */
export function runWithCorrelation<Result>(ids: Correlation, work: () => Promise<Result>): Promise<Result> {
  return current.run(ids, work);
}

/**
 * Appends the ids to a statement as a comment in the form of sqlcommenter. Returns the statement unchanged without ids.
 * Other characters than letters, digits, `_`, `.`, `-` and `/` are removed, so that an id neither ends the comment nor
 * looks like a parameter (`:name`). Of an ARN only the last part is kept.
 */
export function appendCorrelation(sql: string): string {
  const ids = Object.entries(current.getStore() ?? {}).map(([name, value]) => `${name}='${cleanId(value)}'`);
  return ids.length > 0 ? `${sql}\n/* ${ids.join(',')} */` : sql;
}

const cleanId = (value: string | number): string =>
  (String(value).split(':').at(-1) ?? '').replaceAll(/[^\w./-]/g, '').replaceAll(/\/(?=\*)|\*/g, '');
