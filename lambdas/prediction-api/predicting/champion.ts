/** Which model decides, followed within half a minute of a promotion. */
import type { Database } from '../../shared/aws/database.ts';
import type { ModelReference } from '../../shared/model/load.ts';
import { sqlFile } from '../../shared/sql.ts';
import { NoChampion } from '../problem.ts';

const MAX_AGE_MILLISECONDS = 30_000;

/** A reader of the champion's registration that asks the database at most every 30 seconds. It throws NoChampion. */
export function championReader(db: () => Database, now: () => number = Date.now): () => Promise<ModelReference> {
  let known: { champion: ModelReference; readAt: number } | undefined;
  return async () => {
    if (known && now() - known.readAt < MAX_AGE_MILLISECONDS) return known.champion;
    const readAt = now();
    const [champion] = await db().query<ModelReference>(sqlFile('api/champion.sql'));
    if (!champion) throw new NoChampion();
    known = { champion, readAt };
    return champion;
  };
}
