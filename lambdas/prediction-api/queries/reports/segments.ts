/** The report `segments`: applications by one dimension, for all or within one segment of another dimension. */
import type { Database } from '../../../shared/aws/database.ts';
import { monitoringConfiguration } from '../../../shared/monitoring-configuration.ts';
import { readSqlFile } from '../../../shared/sql-file.ts';
import type { ReportOf } from '../../contract/schemas/reports.ts';
import { Problem } from '../../http/problem.ts';
import type { Filter } from './filter.ts';
import { readFiltered } from './portfolio.ts';

type SegmentsReport = ReportOf<'segments'>;
type SegmentRow = Pick<
  SegmentsReport['segments'][number],
  'segment' | 'label' | 'applications' | 'mean_pd' | 'high_risk_share' | 'approval_rate' | 'exposure' | 'expected_loss'
>;
type Dimension = SegmentsReport['dimensions'][number];

/** One segment of one dimension. */
interface SegmentOf {
  dimension: string;
  segment: string;
}

/**
 * Without a dimension, divides by the first one that is not the filter's.
 * @throws {Problem} when a dimension does not exist (404)
 */
export async function readSegments(
  database: Database,
  requestedFilter: Filter,
  requestedDimension: string | undefined,
): Promise<SegmentsReport> {
  const { within } = requestedFilter;
  const [filtered, dimensions] = await Promise.all([
    readFiltered(database, requestedFilter),
    database.query<Dimension>(readSqlFile('api/reports/list_dimensions.sql')),
  ]);
  const filter = within === null ? null : parseFilter(within);
  for (const name of [requestedDimension, filter?.dimension]) assertDimensionExists(dimensions, name);
  const firstDimension = dimensions.find((candidate) => candidate.dimension !== filter?.dimension)?.dimension;
  const dimension = requestedDimension ?? firstDimension ?? null;
  const [segments, applications] = await Promise.all([
    dimension === null ? [] : readSegmentRows(database, dimension, filter),
    database.query<SegmentsReport['applications'][number]>(readSqlFile('api/reports/list_riskiest_applications.sql'), {
      dimension: filter?.dimension ?? null,
      segment: filter?.segment ?? null,
    }),
  ]);
  const { minimum_rows: minimum_outcomes } = monitoringConfiguration.performance.band;
  return {
    ...{ report: 'segments', ...filtered, dimensions, dimension, within },
    segments: segments.map((row) => ({
      ...row,
      ...{ expected_loss_approved: 0, outcomes: 0, defaults: 0, calibration: 'insufficient' as const },
      ...{ observed_rate: null, observed_interval: null, outcome_mean_pd: null },
    })),
    ...{ minimum_outcomes, applications },
  };
}

/** Splits `dimension:segment` at the first colon: a dimension's name has none, a segment's may. */
function parseFilter(within: string): SegmentOf {
  const colon = within.indexOf(':');
  return { dimension: within.slice(0, colon), segment: within.slice(colon + 1) };
}

function assertDimensionExists(dimensions: readonly Dimension[], name: string | undefined): void {
  if (name === undefined || dimensions.some(({ dimension }) => dimension === name)) return;
  throw new Problem(404, 'unknown-dimension', 'No application is known by such a dimension.');
}

function readSegmentRows(database: Database, dimension: string, filter: SegmentOf | null): Promise<SegmentRow[]> {
  if (!filter) return database.query<SegmentRow>(readSqlFile('api/reports/list_segments.sql'), { dimension });
  return database.query<SegmentRow>(readSqlFile('api/reports/list_segments_within.sql'), {
    dimension,
    within_dimension: filter.dimension,
    within_segment: filter.segment,
  });
}
