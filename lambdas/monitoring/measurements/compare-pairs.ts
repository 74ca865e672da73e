/** Compares champion and challenger on the applications that both scored. Pure functions. */
import type { MonitoringConfiguration } from '../../shared/monitoring-configuration.ts';
import type { MonitoringResult } from '../contract/results.ts';
import { type CohortFigures, hasEnoughOutcomes } from './realised-results.ts';

type PerformanceBounds = MonitoringConfiguration['performance'];

/** Two-sided 95 % quantile of the normal distribution. */
const NORMAL_QUANTILE_975 = 1.959964;

/**
 * Both models' figures on the same applications, with the champion's as baseline, and the differences of AUC and Brier
 * score with their intervals. They have no bound, because the gates promote; with too few outcomes they have no value.
 */
export function comparePairs(
  cohorts: readonly CohortFigures[],
  champion: string,
  bounds: PerformanceBounds,
): MonitoringResult[] {
  return cohorts
    .filter(({ cohort }) => cohort === 'challenger')
    .flatMap((challenger) => {
      const { model_version: subject, rows, defaults } = challenger;
      const isEnough = hasEnoughOutcomes(challenger, bounds);
      const baseline = cohorts.find(({ cohort, model_version }) => cohort === 'champion' && model_version === subject);
      const build = (metric: string, values: Pick<MonitoringResult, 'value' | 'baseline'>, detail = {}) => ({
        ...{ kind: 'champion_challenger' as const, model_version: champion, subject, metric, rows, bound: null },
        ...(isEnough ? values : { value: null, baseline: null }),
        detail: { defaults, ...(isEnough && detail) },
        level: isEnough ? ('ok' as const) : ('insufficient' as const),
      });
      return [
        ...(['auc', 'ks', 'brier', 'ece', 'mean_pd'] as const).map((metric) =>
          build(metric, { value: challenger[metric], baseline: baseline?.[metric] ?? null }),
        ),
        ...(['auc', 'brier'] as const).map((metric) => {
          const [value, variance] = [challenger[`${metric}_difference`], challenger[`${metric}_variance`]];
          const figures = { champion: baseline?.[metric] ?? null, challenger: challenger[metric] };
          return build(
            `${metric}_difference`,
            { value, baseline: 0 },
            { ...figures, interval: computeInterval(value, variance) },
          );
        }),
      ];
    });
}

/** The 95 % interval of a difference; null where it has no variance yet. */
function computeInterval(difference: number | null, variance: number | null): [low: number, high: number] | null {
  if (difference === null || variance === null) return null;
  const half = NORMAL_QUANTILE_975 * Math.sqrt(Math.max(0, variance));
  return [difference - half, difference + half];
}
