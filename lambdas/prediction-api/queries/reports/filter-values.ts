/** The report `filters`: the values that filters can have. */
import type { Database } from '../../../shared/aws/database.ts';
import { DECISIONS } from '../../../shared/decision/policy.ts';
import { readSqlFile } from '../../../shared/sql-file.ts';
import type { ReportOf } from '../../contract/schemas/reports.ts';
import { readBands, readFreshness } from './portfolio.ts';

type FiltersReport = ReportOf<'filters'>;

export async function readFilterValues(database: Database): Promise<FiltersReport> {
  const [{ refreshed_at }, bands, dimensions] = await Promise.all([
    readFreshness(database),
    readBands(database),
    database.query<Omit<FiltersReport['dimensions'][number], 'segments'>>(
      readSqlFile('api/reports/list_dimensions.sql'),
    ),
  ]);
  return {
    ...{ report: 'filters', refreshed_at, months: [], model_versions: [] },
    bands: [...new Set(bands.map(({ band }) => band))],
    decisions: DECISIONS.filter((decision) => bands.some((row) => row.decision === decision)),
    dimensions: dimensions.map((dimension) => ({ ...dimension, segments: [] })),
  };
}
