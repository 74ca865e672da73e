/** What the measures of a day come to: whether to train again, the metrics that alarms watch, a line for people. Pure. */
import type { Configuration } from '../contract/configuration.ts';
import type { Level, MonitoringResult } from '../contract/results.ts';

export interface MonitoringEvaluation {
  /** Features of the model at alert, the largest PSI first. */
  drifted: string[];
  /** Largest PSI of a feature, and of which; null where nothing was scored. */
  largest: { feature: string; psi: number } | null;
  score: { psi: number | null; level: Level };
  /** Realised figures of the champion at alert. */
  degraded: string[];
  realised: { auc: number | null; ece: number | null; applications: number } | null;
  /** Quality checks that warn. */
  warnings: number;
  /** Why a training should start, one line each; none when nothing is beyond its bound. */
  reasons: string[];
}

/** Judges the champion's results of one day. */
export function evaluateMeasurements(
  results: readonly MonitoringResult[],
  champion: string | null,
  { retraining }: Pick<Configuration, 'retraining'>,
): MonitoringEvaluation {
  const own = results.filter(({ model_version }) => model_version === champion);
  const psis = own
    .filter(({ kind, metric, value }) => kind === 'feature_drift' && metric === 'psi' && value !== null)
    .toSorted((a, b) => (b.value ?? 0) - (a.value ?? 0));
  const shifted = own.filter(({ kind, level }) => kind === 'feature_drift' && level === 'alert');
  const drifted = [
    ...new Set([...psis.filter((of) => shifted.includes(of)), ...shifted].map(({ subject }) => subject)),
  ];
  const score = own.find(({ kind, metric }) => kind === 'score_drift' && metric === 'psi');
  const performance = own.filter(({ kind }) => kind === 'performance');
  const worse = performance.filter(({ level }) => level === 'alert');
  const reasons = [
    ...(score?.level === 'alert' ? [`the scores have moved: PSI ${figure(score.value)}`] : []),
    ...(drifted.length >= retraining.features ? shifted.map(driftReason) : []),
    ...worse.map(({ metric, value, bound }) => `realised ${metric} ${figure(value)} is beyond ${figure(bound)}`),
  ];
  const [largest] = psis;
  return {
    drifted,
    largest: largest ? { feature: largest.subject, psi: largest.value ?? 0 } : null,
    score: { psi: score?.value ?? null, level: score?.level ?? 'insufficient' },
    degraded: worse.map(({ metric }) => metric),
    realised: realisedOf(performance),
    warnings: results.filter(({ kind, level }) => kind === 'quality' && level !== 'ok').length,
    reasons,
  };
}

const driftReason = ({ subject, metric, value }: MonitoringResult): string =>
  metric === 'psi' ? `${subject} has moved: PSI ${figure(value)}` : `${subject} has new categories: ${figure(value)}`;

function realisedOf(performance: readonly MonitoringResult[]): MonitoringEvaluation['realised'] {
  const figureOf = (metric: string) => performance.find((of) => of.metric === metric)?.value ?? null;
  const [first] = performance;
  return first ? { auc: figureOf('auc'), ece: figureOf('ece'), applications: first.rows } : null;
}

const figure = (value: number | null): string => (value === null ? 'unknown' : value.toFixed(3));

/** By name: what the metrics in CloudWatch are, which alarms and dashboards read. A figure that is not known has none. */
export function buildMetrics(judgement: MonitoringEvaluation): Record<string, number> {
  const { drifted, largest, score, degraded, realised, warnings } = judgement;
  const known = Object.entries({
    DriftAlerts: drifted.length + (score.level === 'alert' ? 1 : 0),
    DegradationAlerts: degraded.length,
    QualityWarnings: warnings,
    ScorePsi: score.psi,
    LargestFeaturePsi: largest?.psi ?? null,
    RealisedAuc: realised?.auc ?? null,
    RealisedCalibrationError: realised?.ece ?? null,
  });
  return Object.fromEntries(known.flatMap(([name, value]) => (value === null ? [] : [[name, value]])));
}
