/** GET /v1/health: checks that the database responds and that the champion's file exists. */
import type { Database } from '../../shared/aws/database.ts';
import { ObjectMissing } from '../../shared/aws/object-store.ts';
import type { Telemetry } from '../../shared/handler.ts';
import type { ModelReference } from '../../shared/model/load-model.ts';
import { readSqlFile } from '../../shared/sql-file.ts';
import type { Health } from '../contract/schemas/service.ts';

type Checks = Health['checks'];

interface HealthDependencies {
  database: () => Database;
  /** Rejects with ObjectMissing where the object does not exist. */
  checkModelExists: (key: string) => Promise<unknown>;
}

/** The call needs no token, so a flood of it must cost no database call: a process makes one in this time. */
const MAX_AGE_MILLISECONDS = 10_000;
/** A database or bucket that takes longer counts as unavailable. */
const CHECK_TIMEOUT_MILLISECONDS = 3_000;

/** Allows caches before the API to keep a response as long as a process does. */
export const HEALTH_CACHE_CONTROL = `public, max-age=${MAX_AGE_MILLISECONDS / 1000}`;

/** Creates the health check, which caches its result for ten seconds. Calls meanwhile wait for the same check. */
export function createHealthCheck(dependencies: HealthDependencies, now: () => number = Date.now) {
  let cached: { health: Promise<Health>; readAt: number } | undefined;
  return ({ logger }: Telemetry): Promise<Health> => {
    if (cached && now() - cached.readAt < MAX_AGE_MILLISECONDS) return cached.health;
    const health = runChecks(dependencies, (name, error) => logger.warn(`${name} is unavailable`, error as Error)).then(
      (checks): Health => {
        const isHealthy = Object.values(checks).every((state) => state === 'ok');
        return { status: isHealthy ? 'ok' : 'degraded', checks };
      },
    );
    cached = { health, readAt: now() };
    return health;
  };
}

async function runChecks(
  { database, checkModelExists }: HealthDependencies,
  report: (name: string, error: unknown) => void,
): Promise<Checks> {
  let champion: ModelReference | undefined;
  try {
    const rows = database().query<ModelReference>(readSqlFile('api/models/find_champion.sql'));
    [champion] = await rejectAfter(CHECK_TIMEOUT_MILLISECONDS, rows);
  } catch (error) {
    report('database', error);
    return { database: 'unavailable', model: 'unavailable' };
  }
  if (!champion) return { database: 'ok', model: 'none' };
  try {
    await rejectAfter(CHECK_TIMEOUT_MILLISECONDS, checkModelExists(champion.key));
    return { database: 'ok', model: 'ok' };
  } catch (error) {
    report('model', error);
    return { database: 'ok', model: error instanceof ObjectMissing ? 'missing' : 'unavailable' };
  }
}

async function rejectAfter<Result>(milliseconds: number, work: Promise<Result>): Promise<Result> {
  const { promise: timeout, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new Error(`no answer within ${milliseconds} ms`)), milliseconds);
  try {
    return await Promise.race([work, timeout]);
  } finally {
    clearTimeout(timer);
  }
}
