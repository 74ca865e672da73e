/** Applications divided by a dimension, of all or within one segment of another dimension. */
import type { Database } from '../../../shared/aws/database.ts';
import { readSqlFile } from '../../../shared/sql-file.ts';
import type { ReportOf } from '../../contract/schemas/reports.ts';
import { Problem } from '../../http/problem.ts';
import { readFreshness } from './portfolio.ts';

type Segments = ReportOf<'segments'>;
type Named = Segments['dimensions'][number];

/** Without a dimension the first that is not drilled into. Throws a Problem (404) for one that there is not. */
export async function readSegments(
  database: Database,
  { dimension: asked, within = null }: { dimension?: string; within?: string | null },
): Promise<Segments> {
  const [{ refreshed_at }, dimensions] = await Promise.all([
    readFreshness(database),
    database.query<Named>(readSqlFile('api/reports/dimensions.sql')),
  ]);
  const drilled = within === null ? null : splitWithin(within);
  for (const name of [asked, drilled?.dimension]) assertKnown(dimensions, name);
  const dimension =
    asked ?? dimensions.find((candidate) => candidate.dimension !== drilled?.dimension)?.dimension ?? null;
  const [segments, applications] = await Promise.all([
    dimension === null ? [] : segmentsOf(database, dimension, drilled),
    database.query<Segments['applications'][number]>(readSqlFile('api/reports/riskiest.sql'), {
      dimension: drilled?.dimension ?? null,
      segment: drilled?.segment ?? null,
    }),
  ]);
  return { report: 'segments', refreshed_at, dimensions, dimension, within, segments, applications };
}

type Drilled = { dimension: string; segment: string };

/** A dimension's name has no colon; a segment's may. */
function splitWithin(within: string): Drilled {
  const colon = within.indexOf(':');
  return { dimension: within.slice(0, colon), segment: within.slice(colon + 1) };
}

function assertKnown(dimensions: readonly Named[], name: string | undefined): void {
  if (name === undefined || dimensions.some(({ dimension }) => dimension === name)) return;
  throw new Problem(404, 'unknown-dimension', 'No application is known by such a dimension.');
}

function segmentsOf(database: Database, dimension: string, drilled: Drilled | null): Promise<Segments['segments']> {
  type Row = Segments['segments'][number];
  if (!drilled) return database.query<Row>(readSqlFile('api/reports/segments.sql'), { dimension });
  return database.query<Row>(readSqlFile('api/reports/segments_within.sql'), {
    dimension,
    within_dimension: drilled.dimension,
    within_segment: drilled.segment,
  });
}
