/** The report `filters`: the values that filters can have, as far as applications have them. */
import type { Database } from '../../../../shared/aws/database.ts';
import { DECISIONS, type Decision } from '../../../../shared/decision/policy.ts';
import { readSqlFile } from '../../../../shared/sql-file.ts';
import type { ReportOf } from '../../../contract/schemas/reports.ts';
import { readFreshness } from './filtered.ts';

type FiltersReport = ReportOf<'filters'>;
type Model = FiltersReport['model_versions'][number];

/** A row of sql/api/reports/list_filter_values.sql. */
interface ValueRow {
  month: string;
  model_version: string;
  kind: Model['kind'];
  stage: Model['stage'];
  band: string;
  decision: Decision;
}

/** A row of sql/api/reports/list_filter_segments.sql. */
interface SegmentRow {
  dimension: string;
  dimension_label: string;
  segment: string;
  label: string;
}

export async function readFilterValues(database: Database): Promise<FiltersReport> {
  const [{ refreshed_at }, values, segments] = await Promise.all([
    readFreshness(database),
    database.query<ValueRow>(readSqlFile('api/reports/list_filter_values.sql')),
    database.query<SegmentRow>(readSqlFile('api/reports/list_filter_segments.sql')),
  ]);
  const models = new Map(
    values.map(({ model_version: version, kind, stage }): [string, Model] => [version, { version, kind, stage }]),
  );
  return {
    ...{ report: 'filters', refreshed_at },
    months: [...new Set(values.map(({ month }) => month))],
    model_versions: [...models.values()].toSorted((a, b) => (a.version < b.version ? 1 : -1)),
    bands: [...new Set(values.map(({ band }) => band))].toSorted(),
    decisions: DECISIONS.filter((decision) => values.some((row) => row.decision === decision)),
    dimensions: toDimensions(segments),
  };
}

function toDimensions(rows: readonly SegmentRow[]): FiltersReport['dimensions'] {
  return [...Map.groupBy(rows, ({ dimension }) => dimension)].map(([dimension, segments]) => ({
    dimension,
    label: segments[0]?.dimension_label ?? dimension,
    segments: segments.map(({ segment, label }) => ({ segment, label })),
  }));
}
