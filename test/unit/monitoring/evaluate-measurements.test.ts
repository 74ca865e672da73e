/** A day's monitoring results are evaluated: reasons for a training, and metrics. */
import { describe, expect, test } from '@jest/globals';
import { buildMetrics, evaluateMeasurements } from '../../../lambdas/monitoring/alerts/evaluate-measurements.ts';
import type { MonitoringResult } from '../../../lambdas/monitoring/contract/results.ts';
import { monitoringConfiguration } from '../../../lambdas/shared/monitoring-configuration.ts';

const measure = (of: Partial<MonitoringResult>): MonitoringResult => ({
  ...{ kind: 'feature_drift', model_version: 'v1', subject: 'income', metric: 'psi', value: 0.01, baseline: null },
  ...{ bound: 0.3, rows: 1000, level: 'ok', detail: {} },
  ...of,
});
const score = (of: Partial<MonitoringResult> = {}) => measure({ kind: 'score_drift', subject: 'score', ...of });

test('figures within their bounds give no reason for a training', () => {
  const judged = evaluateMeasurements(
    [measure({}), measure({ subject: 'amount', value: 0.2, level: 'warn' }), score()],
    'v1',
    monitoringConfiguration,
  );
  expect(judged).toMatchObject({ reasons: [], drifted: [], degraded: [], largest: { feature: 'amount', psi: 0.2 } });
  expect(buildMetrics(judged)).toEqual({
    ...{ DriftAlerts: 0, DegradationAlerts: 0, QualityWarnings: 0, ScorePsi: 0.01, LargestFeaturePsi: 0.2 },
  });
});

test('features, unseen categories, scores and realised figures beyond their bounds each give a reason', () => {
  const judged = evaluateMeasurements(
    [
      measure({ value: 0.5, level: 'alert' }),
      measure({ subject: 'channel', metric: 'unseen_share', value: 0.3, level: 'alert' }),
      score({ value: 0.4, level: 'alert' }),
      measure({ kind: 'performance', subject: 'realised', metric: 'auc', value: 0.6, bound: 0.7, level: 'alert' }),
      measure({ kind: 'performance', subject: 'realised', metric: 'ece', value: 0.01 }),
      measure({ kind: 'quality', model_version: '', subject: 'volume', level: 'warn' }),
    ],
    'v1',
    monitoringConfiguration,
  );
  expect(judged.reasons).toEqual([
    'the scores have shifted since training: PSI 0.400',
    'income has shifted since training: PSI 0.500',
    'channel has categories that training did not see, in a share of 0.300',
    'on observed outcomes auc is 0.600, beyond its bound 0.700',
  ]);
  expect(judged).toMatchObject({ drifted: ['income', 'channel'], degraded: ['auc'], warnings: 1 });
  expect(buildMetrics(judged)).toMatchObject({
    DriftAlerts: 3,
    DegradationAlerts: 1,
    RealisedAuc: 0.6,
    QualityWarnings: 1,
  });
});

describe('only the champion counts', () => {
  test('results of a retired model give no reason', () => {
    const old = { model_version: 'v0', kind: 'performance', metric: 'auc', level: 'alert' } as const;
    expect(evaluateMeasurements([measure(old)], 'v1', monitoringConfiguration).reasons).toEqual([]);
  });

  test('without a champion there is no reason', () => {
    expect(evaluateMeasurements([measure({ level: 'alert' })], null, monitoringConfiguration)).toMatchObject({
      reasons: [],
      largest: null,
    });
  });
});
