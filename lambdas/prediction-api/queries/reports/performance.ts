/** How good models turned out to be, once the outcomes of what they scored had come. Monitoring measures it. */
import type { Database } from '../../../shared/aws/database.ts';
import { readSqlFile } from '../../../shared/sql-file.ts';
import type { BandPerformance, CalibrationPoint, Period } from '../../contract/schemas/performance.ts';
import type { ReportOf } from '../../contract/schemas/reports.ts';

type Realised = { periods: Period[]; bands: BandPerformance[]; calibration: CalibrationPoint[] };
type Staged = { version: string; stage: 'champion' | 'challenger' };

/** A year of days, where nobody asks for fewer. */
const DAYS = 366;

/** Of a model on all that it scored; null until it was measured. */
export async function readRealisedPerformance(
  database: Database,
  version: string,
  days = DAYS,
): Promise<Realised | null> {
  const [periods, bands, [bins]] = await Promise.all([
    periodsOf(database, { version, kind: 'performance', challenger: null, days }),
    database.query<BandPerformance>(readSqlFile('api/models/performance_bands.sql'), { version }),
    database.query<{ calibration: CalibrationPoint[] | null }>(readSqlFile('api/models/performance_calibration.sql'), {
      version,
    }),
  ]);
  return periods.length === 0 ? null : { periods, bands, calibration: bins?.calibration ?? [] };
}

export async function readPerformance(database: Database, days: number): Promise<ReportOf<'performance'>> {
  const staged = await database.query<Staged>(
    `select version, stage from reporting.models where stage in ('champion', 'challenger')`,
  );
  const champion = staged.find(({ stage }) => stage === 'champion')?.version ?? null;
  const challenger = staged.find(({ stage }) => stage === 'challenger')?.version;
  const [realised, shared] = await Promise.all([
    champion === null ? null : readRealisedPerformance(database, champion, days),
    challenger === undefined
      ? []
      : periodsOf(database, { version: challenger, kind: 'champion_challenger', challenger, days }),
  ]);
  return {
    report: 'performance',
    model_version: champion,
    ...(realised ?? { periods: [], bands: [], calibration: [] }),
    challenger: challenger !== undefined && shared.length > 0 ? { version: challenger, periods: shared } : null,
  };
}

type Asked = { version: string; kind: string; challenger: string | null; days: number };

function periodsOf(database: Database, asked: Asked): Promise<Period[]> {
  return database.query<Period>(readSqlFile('api/models/performance_periods.sql'), asked);
}
