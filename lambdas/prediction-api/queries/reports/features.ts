/** The reports `drift` and `importance`: the champion's features, their shift since training and their weight. */
import type { Database } from '../../../shared/aws/database.ts';
import { monitoringConfiguration } from '../../../shared/monitoring-configuration.ts';
import { readSqlFile } from '../../../shared/sql-file.ts';
import type { ReportOf } from '../../contract/schemas/reports.ts';
import { Problem } from '../../http/problem.ts';

type DriftReport = ReportOf<'drift'>;
type FeatureDrift = DriftReport['features'][number];
type ImportanceReport = ReportOf<'importance'>;

/** A feature on the newest measured day; its history is pairs of day and PSI. */
type DriftHistoryRow = Omit<FeatureDrift, 'history'> & {
  as_of: string;
  model_version: string;
  history: [as_of: string, psi: number | null][];
};

/**
 * A measured day, by default the newest one that has enough rows, with the newest `days` days as the history of each
 * feature.
 * @throws {Problem} when nothing was measured on `asOf` (404)
 */
export async function readDrift(database: Database, days: number, asOf?: string): Promise<DriftReport> {
  const measured = await database.query<DriftReport['days'][number]>(readSqlFile('api/reports/list_drift_days.sql'));
  if (asOf !== undefined && !measured.some(({ as_of }) => as_of === asOf)) {
    throw new Problem(
      404,
      'unknown-day',
      `The champion's drift was not measured on ${asOf}. The field days lists the days.`,
    );
  }
  const shown = asOf ?? (measured.find(({ enough }) => enough) ?? measured[0])?.as_of ?? null;
  const rows =
    shown === null
      ? []
      : await database.query<DriftHistoryRow>(readSqlFile('api/reports/list_drift.sql'), { days, as_of: shown });
  const drifts = rows.map(({ as_of: _, model_version: __, history, ...drift }): FeatureDrift => {
    return { ...drift, history: history.map(([as_of, psi]) => ({ as_of, psi })) };
  });
  return {
    report: 'drift',
    as_of: shown,
    model_version: rows[0]?.model_version ?? null,
    days: measured,
    minimum_rows: monitoringConfiguration.drift.minimum_rows,
    features: drifts.filter(({ feature }) => feature !== 'score'),
    score: drifts.find(({ feature }) => feature === 'score') ?? null,
  };
}

export async function readImportance(database: Database): Promise<ImportanceReport> {
  const rows = await database.query<ImportanceReport['features'][number] & { model_version: string }>(
    readSqlFile('api/reports/list_importances.sql'),
  );
  return {
    report: 'importance',
    model_version: rows[0]?.model_version ?? null,
    features: rows.map(({ model_version: _, ...feature }) => feature),
  };
}
