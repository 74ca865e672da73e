/** Whether predictions can be made: the database answers, and the champion's file is where its registration says. */
import type { Database } from '../../shared/aws/database.ts';
import { ObjectMissing } from '../../shared/aws/object-store.ts';
import type { ModelReference } from '../../shared/model/load-model.ts';
import { readSqlFile } from '../../shared/sql-file.ts';
import type { Health } from '../contract/schemas/service.ts';
import type { Tools } from '../http/operation.ts';

type Checks = Health['checks'];
type Sources = {
  database: () => Database;
  /** Rejects with ObjectMissing where the object is not there. */
  modelExists: (key: string) => Promise<unknown>;
};

/** Anyone may ask without a token, so an answer is given again for this long. */
const MAX_AGE_MILLISECONDS = 5_000;
/** A database that takes longer to say who the champion is counts as unavailable. */
const PATIENCE_MILLISECONDS = 3_000;

export function createHealthCheck(sources: Sources, now: () => number = Date.now) {
  let known: { health: Health; readAt: number } | undefined;
  return async (_: unknown, { logger }: Tools): Promise<Health> => {
    if (known && now() - known.readAt < MAX_AGE_MILLISECONDS) return known.health;
    const checks = await check(sources, (what, error) => logger.warn(`${what} is unavailable`, error as Error));
    const status = Object.values(checks).every((state) => state === 'ok') ? 'ok' : 'degraded';
    known = { health: { status, checks }, readAt: now() };
    return known.health;
  };
}

async function check(sources: Sources, report: (what: string, error: unknown) => void): Promise<Checks> {
  let champion: ModelReference | undefined;
  try {
    const rows = sources.database().query<ModelReference>(readSqlFile('api/models/champion.sql'));
    [champion] = await within(PATIENCE_MILLISECONDS, rows);
  } catch (error) {
    report('database', error);
    return { database: 'unavailable', model: 'unavailable' };
  }
  if (!champion) return { database: 'ok', model: 'none' };
  try {
    await within(PATIENCE_MILLISECONDS, sources.modelExists(champion.key));
    return { database: 'ok', model: 'ok' };
  } catch (error) {
    report('model', error);
    return { database: 'ok', model: error instanceof ObjectMissing ? 'missing' : 'unavailable' };
  }
}

async function within<T>(milliseconds: number, work: Promise<T>): Promise<T> {
  const { promise: late, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new Error(`no answer within ${milliseconds} ms`)), milliseconds);
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
