/** Evaluates a day's monitoring results: drift, degradation, and the reasons for a training. Pure functions. */
import type { MonitoringConfiguration } from '../../shared/monitoring-configuration.ts';
import type { MonitoringResult, ResultLevel } from '../contract/results.ts';

export interface MonitoringEvaluation {
  /** Features of the champion at alert, the largest PSI first. */
  drifted: string[];
  /** The feature with the largest PSI; null where nothing was scored. */
  largest: { feature: string; psi: number } | null;
  score: { psi: number | null; level: ResultLevel };
  /** Realised figures of the champion at alert. */
  degraded: string[];
  realised: { auc: number | null; ece: number | null; applications: number } | null;
  /** Number of quality checks that failed. */
  warnings: number;
  /** Why a training should start, one line each; empty when it should not. */
  reasons: string[];
}

/** Evaluates the champion's results of one day, and the quality checks. */
export function evaluateMeasurements(
  results: readonly MonitoringResult[],
  champion: string | null,
  { retraining }: Pick<MonitoringConfiguration, 'retraining'>,
): MonitoringEvaluation {
  const championResults = results.filter(({ model_version }) => model_version === champion);
  const psis = championResults
    .filter(({ kind, metric, value }) => kind === 'feature_drift' && metric === 'psi' && value !== null)
    .toSorted((a, b) => (b.value ?? 0) - (a.value ?? 0));
  const shifted = championResults.filter(({ kind, level }) => kind === 'feature_drift' && level === 'alert');
  const sorted = [...psis.filter((result) => shifted.includes(result)), ...shifted];
  const drifted = [...new Set(sorted.map(({ subject }) => subject))];
  const score = championResults.find(({ kind, metric }) => kind === 'score_drift' && metric === 'psi');
  const performance = championResults.filter(({ kind }) => kind === 'performance');
  const worse = performance.filter(({ level }) => level === 'alert');
  const [largest] = psis;
  return {
    drifted,
    largest: largest ? { feature: largest.subject, psi: largest.value ?? 0 } : null,
    score: { psi: score?.value ?? null, level: score?.level ?? 'insufficient' },
    degraded: worse.map(({ metric }) => metric),
    realised: summariseRealised(performance),
    warnings: results.filter(({ kind, level }) => kind === 'quality' && level !== 'ok').length,
    reasons: [
      ...(score?.level === 'alert' ? [`the scores have shifted since training: PSI ${formatFigure(score.value)}`] : []),
      ...(drifted.length >= retraining.features ? shifted.map(formatDriftReason) : []),
      ...worse.map(formatDegradationReason),
    ],
  };
}

const formatDriftReason = ({ subject, metric, value }: MonitoringResult): string =>
  metric === 'psi'
    ? `${subject} has shifted since training: PSI ${formatFigure(value)}`
    : `${subject} has categories that training did not see, in a share of ${formatFigure(value)}`;

const formatDegradationReason = ({ metric, value, bound }: MonitoringResult): string =>
  `on observed outcomes ${metric} is ${formatFigure(value)}, beyond its bound ${formatFigure(bound)}`;

function summariseRealised(performance: readonly MonitoringResult[]): MonitoringEvaluation['realised'] {
  const findValue = (metric: string) => performance.find((result) => result.metric === metric)?.value ?? null;
  const [first] = performance;
  return first ? { auc: findValue('auc'), ece: findValue('ece'), applications: first.rows } : null;
}

const formatFigure = (value: number | null): string => (value === null ? 'unknown' : value.toFixed(3));

/** The metrics in CloudWatch, by name, which alarms and dashboards read. Unknown figures are left out. */
export function buildMetrics(evaluation: MonitoringEvaluation): Record<string, number> {
  const { drifted, largest, score, degraded, realised, warnings } = evaluation;
  const metrics = Object.entries({
    DriftAlerts: drifted.length + (score.level === 'alert' ? 1 : 0),
    DegradationAlerts: degraded.length,
    QualityWarnings: warnings,
    ScorePsi: score.psi,
    LargestFeaturePsi: largest?.psi ?? null,
    RealisedAuc: realised?.auc ?? null,
    RealisedCalibrationError: realised?.ece ?? null,
  });
  return Object.fromEntries(metrics.flatMap(([name, value]) => (value === null ? [] : [[name, value]])));
}
