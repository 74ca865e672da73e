/** The report `filters`: the values that filters can have, as far as applications have them. */
import type { Database } from '../../../../shared/aws/database.ts';
import { DECISIONS } from '../../../../shared/policy/decisions.ts';
import { readSqlFile } from '../../../../shared/sql-file.ts';
import type { ReportOf } from '../../../contract/schemas/reports.ts';
import { readFreshness } from './filtered.ts';

type FiltersReport = ReportOf<'filters'>;

/** The row of sql/api/reports/list_filter_values.sql. */
type FilterValues = Pick<FiltersReport, 'months' | 'model_versions' | 'bands' | 'decisions'>;

/** A row of sql/api/reports/list_filter_segments.sql; a label that is the segment's name is null. */
interface DimensionRow {
  dimension: string;
  label: string;
  segments: [segment: string, label: string | null][];
}

const NO_VALUES: FilterValues = { months: [], model_versions: [], bands: [], decisions: [] };

export async function readFilterValues(database: Database): Promise<FiltersReport> {
  const [{ refreshed_at }, [values = NO_VALUES], dimensions] = await Promise.all([
    readFreshness(database),
    database.query<FilterValues>(readSqlFile('api/reports/list_filter_values.sql')),
    database.query<DimensionRow>(readSqlFile('api/reports/list_filter_segments.sql')),
  ]);
  return {
    ...{ report: 'filters', refreshed_at },
    ...values,
    decisions: DECISIONS.filter((decision) => values.decisions.includes(decision)),
    dimensions: dimensions.map(({ segments, ...dimension }) => ({
      ...dimension,
      segments: segments.map(([segment, label]) => ({ segment, label: label ?? segment })),
    })),
  };
}
