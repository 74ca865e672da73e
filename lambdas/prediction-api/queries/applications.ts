/** GET /v1/applications: scored applications with features and outcomes, for data analysis. */
import { type Database, date } from '../../shared/aws/database.ts';
import { readSqlFile } from '../../shared/sql-file.ts';
import type { applicationsRoute } from '../contract/routes/applications.ts';
import type { ScoredApplications } from '../contract/schemas/applications.ts';
import { toIsoTime } from '../http/iso-time.ts';
import type { OperationInput } from '../http/operation.ts';
import { toReader } from '../predictions/stored/reader.ts';

type ScoredApplication = ScoredApplications['applications'][number];
type ApplicationRow = ScoredApplication & { bytes: number; has_more: boolean };

/** A response of the Data API has at most 1 MiB, so a statement returns as many rows as fit. */
const STATEMENT_BYTES = 600_000;
const STATEMENT_ROWS = 500;
/** A response of a Lambda has at most 6 MB. */
const RESPONSE_BYTES = 3_500_000;

export async function listApplications(
  database: Database,
  { query: { limit, after, from, to }, caller }: OperationInput<typeof applicationsRoute>,
): Promise<ScoredApplications> {
  const period = { from: from ? date(`${from}-01`) : null, until: to ? date(`${to}-01`) : null };
  const applications: ScoredApplication[] = [];
  let last = after ?? null;
  let bytes = 0;
  let hasMore = true;
  while (hasMore && applications.length < limit && bytes < RESPONSE_BYTES) {
    const rows = await database.query<ApplicationRow>(readSqlFile('api/applications/list_applications.sql'), {
      ...period,
      after: last,
      rows: Math.min(STATEMENT_ROWS, limit - applications.length),
      bytes: STATEMENT_BYTES,
      ...toReader(caller),
    });
    applications.push(...rows.map(toApplication));
    last = rows.at(-1)?.application_id ?? null;
    bytes += rows.at(-1)?.bytes ?? 0;
    hasMore = rows.at(-1)?.has_more ?? false;
  }
  return { applications, next_after: hasMore ? last : null };
}

function toApplication({ bytes: _, has_more: __, as_of, scored_at, ...row }: ApplicationRow): ScoredApplication {
  return { ...row, as_of: toIsoTime(as_of), scored_at: toIsoTime(scored_at) };
}
