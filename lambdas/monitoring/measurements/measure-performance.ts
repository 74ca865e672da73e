/** Measures models on observed outcomes: discrimination and calibration, by band, and champion against challenger. */
import { type Database, date, uuid } from '../../shared/aws/database.ts';
import type { MonitoringConfiguration } from '../../shared/monitoring-configuration.ts';
import { readSqlFile } from '../../shared/sql-file.ts';
import { determineLevel, type MonitoringResult } from '../contract/results.ts';
import type { MonitoringTarget } from '../contract/target.ts';
import { comparePairs } from './compare-pairs.ts';
import { buildRealisedResults, type CohortFigures } from './realised-results.ts';

type PerformanceBounds = MonitoringConfiguration['performance'];

/** Results on outcomes of the measurement window, and the difference of both models' scores without outcomes. */
export async function measurePerformance(
  database: Database,
  { as_of, run_id, model_version: champion }: MonitoringTarget,
  { performance: bounds, drift }: Pick<MonitoringConfiguration, 'performance' | 'drift'>,
): Promise<MonitoringResult[]> {
  const cohorts = await database.query<CohortFigures>(readSqlFile('monitoring/measure_performance.sql'), {
    as_of: date(as_of),
    window_days: bounds.window_days,
    champion: champion ?? '',
  });
  const realised = cohorts.filter(({ cohort }) => cohort === 'realised');
  return [
    ...realised.flatMap((figures) => [...buildRealisedResults(figures, bounds), ...buildBandResults(figures, bounds)]),
    ...comparePairs(cohorts, champion ?? '', bounds),
    ...(await compareShadows(database, { run_id, champion: champion ?? '' }, drift.minimum_rows)),
  ];
}

function buildBandResults(
  { model_version, bands }: CohortFigures,
  { band: bounds }: PerformanceBounds,
): MonitoringResult[] {
  return bands.map(({ band, rows, defaults, mean_pd }) => {
    const isEnough = rows >= bounds.minimum_rows;
    const value = defaults / rows;
    // Two standard errors of a rate among so many rows.
    const noise = 2 * Math.sqrt((mean_pd * (1 - mean_pd)) / rows);
    return {
      ...{ kind: 'band_performance', model_version, subject: band, metric: 'bad_rate', baseline: mean_pd, rows },
      ...{ value: isEnough ? value : null, bound: isEnough ? mean_pd + bounds.alert + noise : null },
      level: isEnough ? determineLevel(Math.abs(value - mean_pd), bounds, noise) : 'insufficient',
      detail: { defaults },
    };
  });
}

/** A row of sql/monitoring/compare_shadows.sql. */
interface ShadowComparison {
  challenger: string;
  rows: number;
  champion_mean_pd: number;
  challenger_mean_pd: number;
  mean_difference: number;
}

async function compareShadows(
  database: Database,
  { run_id, champion }: { run_id: string; champion: string },
  minimumRows: number,
): Promise<MonitoringResult[]> {
  const shadows = await database.query<ShadowComparison>(readSqlFile('monitoring/compare_shadows.sql'), {
    ...{ run_id: uuid(run_id), champion },
  });
  return shadows.flatMap(({ challenger: subject, rows, champion_mean_pd, challenger_mean_pd, mean_difference }) => {
    const isEnough = rows >= minimumRows;
    const shared: Omit<MonitoringResult, 'metric' | 'value' | 'baseline'> = {
      ...{ kind: 'champion_challenger', model_version: champion, subject, rows },
      ...{ bound: null, level: isEnough ? 'ok' : 'insufficient', detail: {} },
    };
    const [value, baseline] = isEnough ? [challenger_mean_pd, champion_mean_pd] : [null, null];
    return [
      { ...shared, metric: 'mean_pd_today', value, baseline },
      { ...shared, metric: 'mean_difference_today', value: isEnough ? mean_difference : null, baseline: null },
    ];
  });
}
