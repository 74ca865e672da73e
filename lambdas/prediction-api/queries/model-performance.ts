/** Reads how well a model has predicted outcomes that were observed later. Monitoring measures it. */
import type { Database } from '../../shared/aws/database.ts';
import { readSqlFile } from '../../shared/sql-file.ts';
import type { BandPerformance, CalibrationPoint, Period } from '../contract/schemas/performance.ts';

interface ModelPerformance {
  periods: Period[];
  bands: BandPerformance[];
  calibration: CalibrationPoint[];
}

const DEFAULT_DAYS = 366;

/** The newest `days` measurements of a model on all applications that it scored; null before the first one. */
export async function readModelPerformance(
  database: Database,
  version: string,
  days = DEFAULT_DAYS,
): Promise<ModelPerformance | null> {
  const [periods, bands, [bins]] = await Promise.all([
    readPeriods(database, { version, kind: 'performance', challenger: null, days }),
    database.query<BandPerformance>(readSqlFile('api/models/list_performance_bands.sql'), { version }),
    database.query<{ calibration: CalibrationPoint[] | null }>(readSqlFile('api/models/find_calibration.sql'), {
      version,
    }),
  ]);
  return periods.length === 0 ? null : { periods, bands, calibration: bins?.calibration ?? [] };
}

/** The newest `days` measurements of a challenger on the applications that the champion scored too. */
export function readChallengerPeriods(database: Database, challenger: string, days: number): Promise<Period[]> {
  return readPeriods(database, { version: challenger, kind: 'champion_challenger', challenger, days });
}

function readPeriods(
  database: Database,
  parameters: { version: string; kind: string; challenger: string | null; days: number },
): Promise<Period[]> {
  return database.query<Period>(readSqlFile('api/models/list_performance_periods.sql'), parameters);
}
