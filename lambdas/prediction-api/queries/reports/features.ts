/** What the champion's features are worth, and how far they have moved from what it was trained on. */
import type { Database } from '../../../shared/aws/database.ts';
import { readSqlFile } from '../../../shared/sql-file.ts';
import type { ReportOf } from '../../contract/schemas/reports.ts';

type DriftReport = ReportOf<'drift'>;
type Drift = DriftReport['features'][number];
type Importance = ReportOf<'importance'>;

/** A feature on the newest day measured; its history is pairs of day and PSI. */
type Measured = Omit<Drift, 'history'> & {
  as_of: string;
  model_version: string;
  history: [as_of: string, psi: number | null][];
};

/** The newest day measured, and the days before as the history of each feature. */
export async function readDrift(database: Database, days: number): Promise<DriftReport> {
  const rows = await database.query<Measured>(readSqlFile('api/reports/drift.sql'), { days });
  const all = rows.map(({ as_of: _, model_version: __, history, ...measured }): Drift => {
    return { ...measured, history: history.map(([as_of, psi]) => ({ as_of, psi })) };
  });
  return {
    report: 'drift',
    as_of: rows[0]?.as_of ?? null,
    model_version: rows[0]?.model_version ?? null,
    features: all.filter(({ feature }) => feature !== 'score'),
    score: all.find(({ feature }) => feature === 'score') ?? null,
  };
}

export async function readImportance(database: Database): Promise<Importance> {
  const rows = await database.query<Importance['features'][number] & { model_version: string }>(
    readSqlFile('api/reports/importance.sql'),
  );
  return {
    report: 'importance',
    model_version: rows[0]?.model_version ?? null,
    features: rows.map(({ model_version: _, ...feature }) => feature),
  };
}
