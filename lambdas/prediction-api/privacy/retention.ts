/** GET /v1/retention: the schedule, and what the newest runs deleted. */
import { RETENTION_SCHEDULE } from '../../shared/retention/schedule.ts';
import { readSqlFile } from '../../shared/sql-file.ts';
import type { Retention } from '../contract/schemas/restrictions.ts';
import { toIsoTime } from '../http/iso-time.ts';
import type { PrivacyDependencies } from './requests.ts';

export async function readRetention({ database }: Pick<PrivacyDependencies, 'database'>): Promise<Retention> {
  const rows = await database().query<Retention['runs'][number]>(readSqlFile('api/privacy/list_retention_runs.sql'));
  const runs = rows.map((run) => ({
    ...run,
    started_at: toIsoTime(run.started_at),
    ended_at: run.ended_at && toIsoTime(run.ended_at),
  }));
  return { ...RETENTION_SCHEDULE, runs };
}
