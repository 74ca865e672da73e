/** Measures models on observed outcomes: discrimination and calibration, by band, and champion against challenger. */
import { type Database, date, uuid } from '../../shared/aws/database.ts';
import type { MonitoringConfiguration } from '../../shared/monitoring-configuration.ts';
import { readSqlFile } from '../../shared/sql-file.ts';
import { determineLevel, type MonitoringResult } from '../contract/results.ts';
import type { MonitoringTarget } from '../contract/target.ts';
import { buildRealisedResults, type CohortFigures, hasEnoughOutcomes } from './realised-results.ts';

type PerformanceBounds = MonitoringConfiguration['performance'];

/** Results on outcomes of the measurement window, and the difference of both models' scores without outcomes. */
export async function measurePerformance(
  database: Database,
  { as_of, run_id, model_version: champion }: MonitoringTarget,
  { performance: bounds }: Pick<MonitoringConfiguration, 'performance'>,
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
    ...(await compareShadows(database, run_id, champion ?? '')),
  ];
}

function buildBandResults(
  { model_version, bands }: CohortFigures,
  { band: bounds }: PerformanceBounds,
): MonitoringResult[] {
  return bands.map(({ band, rows, defaults, mean_pd }) => {
    const value = defaults / rows;
    // Two standard errors of a rate among so many rows.
    const noise = 2 * Math.sqrt((mean_pd * (1 - mean_pd)) / rows);
    const level = determineLevel(Math.abs(value - mean_pd), bounds, noise);
    return {
      ...{ kind: 'band_performance', model_version, subject: band, metric: 'bad_rate', value, baseline: mean_pd, rows },
      bound: mean_pd + bounds.alert + noise,
      level: rows < bounds.minimum_rows ? 'insufficient' : level,
      detail: { defaults },
    };
  });
}

/** Both models on the same applications, with the champion's figure as baseline. Has no bound: the gates promote. */
function comparePairs(
  cohorts: readonly CohortFigures[],
  champion: string,
  bounds: PerformanceBounds,
): MonitoringResult[] {
  return cohorts
    .filter(({ cohort }) => cohort === 'challenger')
    .flatMap((challenger) => {
      const { model_version: subject, rows, defaults } = challenger;
      const baseline = cohorts.find(({ cohort, model_version }) => cohort === 'champion' && model_version === subject);
      return (['auc', 'ks', 'brier', 'ece', 'mean_pd'] as const).map(
        (metric): MonitoringResult => ({
          ...{ kind: 'champion_challenger', model_version: champion, subject, metric, rows, bound: null },
          ...{ value: challenger[metric], baseline: baseline?.[metric] ?? null, detail: { defaults } },
          level: hasEnoughOutcomes(challenger, bounds) ? 'ok' : 'insufficient',
        }),
      );
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

async function compareShadows(database: Database, runId: string, champion: string): Promise<MonitoringResult[]> {
  const shadows = await database.query<ShadowComparison>(readSqlFile('monitoring/compare_shadows.sql'), {
    ...{ run_id: uuid(runId), champion },
  });
  return shadows.flatMap(({ challenger: subject, rows, champion_mean_pd, challenger_mean_pd, mean_difference }) => {
    const shared: Omit<MonitoringResult, 'metric' | 'value' | 'baseline'> = {
      ...{ kind: 'champion_challenger', model_version: champion, subject, rows },
      ...{ bound: null, level: 'ok', detail: {} },
    };
    return [
      { ...shared, metric: 'mean_pd_today', value: challenger_mean_pd, baseline: champion_mean_pd },
      { ...shared, metric: 'mean_difference_today', value: mean_difference, baseline: null },
    ];
  });
}
