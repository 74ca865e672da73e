/** What the champion's features are worth, and how far they have moved from what it was trained on. */
import type { Database } from '../../../shared/aws/database.ts';
import { sqlFile } from '../../../shared/sql.ts';
import type { ReportOf } from '../../schemas/reports.ts';

type DriftReport = ReportOf<'drift'>;
type Drift = DriftReport['features'][number];
type Importance = ReportOf<'importance'>;

/** One of a feature and day; bins only of the newest day. */
type Measured = Pick<Drift, 'feature' | 'label' | 'psi' | 'level' | 'rows'> & {
  as_of: string;
  model_version: string;
  bins: Drift['bins'] | null;
};

/** The newest day measured, and the days before as the history of each feature. */
export async function readDrift(database: Database, days: number): Promise<DriftReport> {
  const rows = await database.query<Measured>(sqlFile('api/report-drift.sql'), { days });
  const [newest] = rows;
  const histories = Map.groupBy(rows, ({ feature }) => feature);
  const all = rows
    .filter(({ as_of }) => as_of === newest?.as_of)
    .map(({ feature, label, psi, level, rows: compared, bins }): Drift => {
      const history = histories.get(feature)?.map(({ as_of, psi }) => ({ as_of, psi })) ?? [];
      return { feature, label, psi, level, rows: compared, history: history.reverse(), bins: bins ?? [] };
    });
  return {
    report: 'drift',
    as_of: newest?.as_of ?? null,
    model_version: newest?.model_version ?? null,
    features: all.filter(({ feature }) => feature !== 'score'),
    score: all.find(({ feature }) => feature === 'score') ?? null,
  };
}

export async function readImportance(database: Database): Promise<Importance> {
  const rows = await database.query<Importance['features'][number] & { model_version: string }>(
    sqlFile('api/report-importance.sql'),
  );
  return {
    report: 'importance',
    model_version: rows[0]?.model_version ?? null,
    features: rows.map(({ model_version: _, ...feature }) => feature),
  };
}
