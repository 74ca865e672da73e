/** Reads how well a model has predicted outcomes that were observed later. Monitoring measures it. */
import type { Database } from '../../shared/aws/database.ts';
import { readSqlFile } from '../../shared/sql-file.ts';
import { computeWilsonInterval } from '../../shared/statistics/wilson-interval.ts';
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
    database.query<Omit<BandPerformance, 'observed_interval'>>(readSqlFile('api/models/list_performance_bands.sql'), {
      version,
    }),
    database.query<{ calibration: Omit<CalibrationPoint, 'observed_interval'>[] | null }>(
      readSqlFile('api/models/find_calibration.sql'),
      { version },
    ),
  ]);
  if (periods.length === 0) return null;
  return {
    periods,
    bands: bands.map((band) => ({
      ...band,
      observed_interval:
        band.realised_rate === null ? null : computeRateInterval(band.realised_rate, band.applications),
    })),
    calibration: (bins?.calibration ?? []).map((point) => ({
      ...point,
      observed_interval: computeRateInterval(point.realised, point.rows),
    })),
  };
}

/** The newest `days` measurements of a challenger on the applications that the champion scored too. */
export function readChallengerPeriods(database: Database, challenger: string, days: number): Promise<Period[]> {
  return readPeriods(database, { version: challenger, kind: 'champion_challenger', challenger, days });
}

async function readPeriods(
  database: Database,
  parameters: { version: string; kind: string; challenger: string | null; days: number },
): Promise<Period[]> {
  const periods = await database.query<Omit<Period, 'observed_interval'>>(
    readSqlFile('api/models/list_performance_periods.sql'),
    parameters,
  );
  return periods.map((period) => ({
    ...period,
    observed_interval: period.bad_rate === null ? null : computeRateInterval(period.bad_rate, period.applications),
  }));
}

/** The 95 % interval of an observed rate. */
function computeRateInterval(rate: number, outcomes: number): [low: number, high: number] {
  return computeWilsonInterval(rate * outcomes, outcomes);
}
